package org.spean.testbed.hostile;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Gives way to others: on the Internet an attacker does not use the processors of the gateway it attacks, on one machine it
 * would, and what is measured would be the scheduler.
 */
final class LowPriority {
    private static final int LOWER = 10;

    private LowPriority() {}

    /** For the calling thread (Linux, where each thread has a niceness of its own); does nothing where that cannot be done. */
    @SuppressWarnings("restricted") // the testbed is run with access to native code
    static void ofThisThread() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("setpriority").ifPresent(address -> {
            MethodHandle setPriority = linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            try {
                int _ = (int) setPriority.invokeExact(0, 0, LOWER);
            } catch (Throwable e) {
                throw new IllegalStateException("setpriority", e);
            }
        });
    }
}
