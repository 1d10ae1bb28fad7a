package org.spean.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.crypto.key.KeyFileException;
import org.spean.gateway.Gateway;

/**
 * A gateway as a process, from its start to SIGTERM. Knows nothing of the library that reads command lines, which takes longer
 * to load than the gateway's ports take to open.
 */
final class GatewayRun {
    private GatewayRun() {}

    /** The configuration file, if the words are the plainest {@code run -c FILE}; anything else is for the command line. */
    static @Nullable Path plain(String[] words) {
        boolean plain = words.length == 3
                && words[0].equals("run")
                && (words[1].equals("-c") || words[1].equals("--config"))
                && !words[2].startsWith("-");
        return plain ? Path.of(words[2]) : null;
    }

    /** Runs until a signal ends the process; says on {@code out} when it is ready. */
    static int run(Path config, PrintWriter out) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Gateway gateway = Gateway.start(config, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("drain").unstarted(() -> {
            gateway.drain();
            System.out.println("stopped " + gateway.summary());
            ended.countDown();
        }));
        HangUp.run(gateway::reload);
        out.println("ready " + gateway.readiness());
        out.flush();
        ended.await();
        return 0;
    }

    /** As {@link #run}, with failures told as the command line tells them. */
    static int guarded(Path config) {
        try {
            return run(config, new PrintWriter(System.out, true, System.out.charset()));
        } catch (Exception e) { // whatever it is, the process ends with a line that says so
            return failed(e, new PrintWriter(System.err, true, System.err.charset()));
        }
    }

    /** Says why a command failed, in one line, and returns its exit code. */
    static int failed(Exception failure, PrintWriter err) {
        if (failure instanceof ConfigurationException) {
            err.println(failure.getMessage());
            return 2;
        }
        if (failure instanceof RefusedException || failure instanceof KeyFileException) {
            err.println(failure.getMessage());
            return 1;
        }
        err.println("spean: " + failure);
        return 1;
    }
}
