package org.spean.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.spean.gateway.Gateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Runs the gateway until SIGTERM or Ctrl-C; then stops accepting, finishes what is in flight and ends. Takes a changed configuration up by itself, at once on SIGHUP.")
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Gateway gateway = Gateway.start(config, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("drain").unstarted(() -> {
            gateway.drain();
            System.out.println("stopped " + gateway.summary());
            ended.countDown();
        }));
        HangUp.run(gateway::reload);
        spec.commandLine().getOut().println("ready " + gateway.readiness());
        spec.commandLine().getOut().flush();
        ended.await();
        return 0;
    }
}
