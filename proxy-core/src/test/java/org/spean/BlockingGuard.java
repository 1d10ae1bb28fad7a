package org.spean;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/**
 * Fails each test class in which an event loop blocked: slept, waited for a lock, read or wrote a file. In effect
 * in the profile {@code blockhound} only, whose JVM lets BlockHound change the JDK's methods.
 */
public final class BlockingGuard implements BeforeAllCallback, AfterAllCallback {
    /** Set in the profile. */
    static final String SWITCH = "spean.blocking.guard";

    private static final String LOOP = "spean-loop";
    private static final Queue<String> FINDINGS = new ConcurrentLinkedQueue<>();

    private static final class Installed {
        static {
            BlockHound.builder()
                    .nonBlockingThreadPredicate(
                            none -> thread -> thread.getName().startsWith(LOOP))
                    .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
                    .allowBlockingCallsInside("java.lang.ClassLoader", "findBootstrapClassOrNull")
                    // Held for the length of an operation on a list or an array, by whoever shares them.
                    .allowBlockingCallsInside("io.netty.buffer.PoolArena", "lock")
                    .allowBlockingCallsInside("io.netty.buffer.PoolSubpage", "lock")
                    .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "offer")
                    .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "remainingCapacity")
                    .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer")
                    // Libraries are loaded once a process, by a gateway at its start.
                    .allowBlockingCallsInside("org.spean.crypto.key.Providers$Corretto", "load")
                    .allowBlockingCallsInside("org.spean.crypto.key.ProviderProbe", "fastest")
                    // The JDK's TLS has one lock, and who verifies or signs for a handshake holds it for a millisecond
                    // or two.
                    .allowBlockingCallsInside("sun.security.ssl.SSLEngineImpl", "closeOutbound")
                    // The kernel's source of random numbers never lets anybody wait.
                    .allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "readFully")
                    .blockingMethodCallback(method -> FINDINGS.add(method + stack()))
                    .install();
        }

        private Installed() {}

        static void once() {}
    }

    private static String stack() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.skip(2).map(frame -> "\n    " + frame).limit(60).collect(Collectors.joining()));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (Boolean.getBoolean(SWITCH)) {
            Installed.once();
        }
    }

    /** Takes what was found so far, with its stack. */
    static List<String> findings() {
        List<String> found = new ArrayList<>();
        for (String one = FINDINGS.poll(); one != null; one = FINDINGS.poll()) {
            found.add(one);
        }
        return found;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> found = findings();
        if (!found.isEmpty()) {
            throw new AssertionError("an event loop blocked:\n" + String.join("\n", found));
        }
    }
}
