package org.spean.leaks;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails the test class during which Netty reported a leak, be it this class's own or that of one before, and the whole run
 * when there was any. Classes cost nothing; what no later allocation brought to light is looked for once, at the end of a
 * run. JUnit finds it in {@code META-INF/services}, in each module that has it on its test class path.
 */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
    /** How many reports have failed a class. */
    private static final AtomicInteger TOLD = new AtomicInteger();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(LeakGuard.class))
                .getOrComputeIfAbsent(LastLook.class, none -> new LastLook(), LastLook.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> reports = HeardLeaks.reports();
        int told = TOLD.getAndSet(reports.size());
        fail(reports.subList(Math.min(told, reports.size()), reports.size()));
    }

    private static void fail(List<String> reports) {
        if (!reports.isEmpty()) {
            throw new AssertionError("leaked: " + String.join("\n", reports));
        }
    }

    /** Closed by JUnit after the last class; a failed class that is run once more does not make leaks undone. */
    private static final class LastLook implements AutoCloseable {
        @Override
        public void close() {
            fail(HeardLeaks.reportsAfterCollection());
            if (ResourceLeakDetector.getLevel() == Level.PARANOID && !HeardLeaks.hears()) {
                throw new AssertionError("leaks are looked for, but not by " + HeardLeaks.class.getName());
            }
        }
    }
}
