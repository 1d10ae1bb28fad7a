package org.spean.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP. The JDK's class for signals is used by reflection, as the compiler warns of every use of it and cannot be told not
 * to; where it is missing, only the file is watched.
 */
final class HangUp {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs the task at each signal, on a thread of its own. */
    @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
    static void run(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (of, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> task.run();
                            case "hashCode" -> {
                                return System.identityHashCode(of);
                            }
                            case "equals" -> {
                                return of == arguments[0];
                            }
                            default -> {
                                return "SIGHUP";
                            }
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException e) {
            Throwable cause = e instanceof InvocationTargetException thrown ? thrown.getCause() : e;
            log.warn("SIGHUP is not heard: {}", String.valueOf(cause));
        }
    }
}
