package org.spean.leaks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Tests that pass and may leak, and a program that runs those it is given and tells what failed. For {@link LeakGuardTest}. */
final class LeakyCases {
    private LeakyCases() {}

    public static void main(String[] classes) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(name -> selectClass(name)).toList())
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        System.out.println("tests run: " + listener.getSummary().getTestsSucceededCount());
        listener.getSummary()
                .getFailures()
                .forEach(failure -> System.out.println(
                        "failed: " + failure.getTestIdentifier().getDisplayName() + ": " + failure.getException()));
    }

    private static void leak() {
        ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(16);
        buffer.writeByte(1);
    }

    static class ShowsAtOnce {
        @Test
        void leaks() {
            leak();
            HeardLeaks.reportsAfterCollection();
        }
    }

    static class ShowsLate {
        @Test
        void leaks() {
            leak();
        }
    }

    static class Innocent {
        @Test
        void releases() {
            UnpooledByteBufAllocator.DEFAULT.directBuffer(16).release();
            HeardLeaks.reportsAfterCollection();
        }
    }
}
