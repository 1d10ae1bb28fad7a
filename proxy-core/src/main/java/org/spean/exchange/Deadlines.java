package org.spean.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the time limits of exchanges: one periodic task per event loop looks at all exchanges of that loop, instead of
 * a timer armed and disarmed by each. Resolution {@value #PERIOD_MILLIS} ms.
 */
public final class Deadlines {

    private static final long PERIOD_MILLIS = 50;

    private final Map<EventExecutor, Sweeper> sweepers = new ConcurrentHashMap<>();

    Sweeper of(EventExecutor loop) {
        return sweepers.computeIfAbsent(loop, Sweeper::new);
    }

    /** The exchanges of one event loop; used on that loop only. */
    static final class Sweeper {

        private final EventExecutor loop;
        private final Set<Exchange> watched = new HashSet<>();
        private @Nullable ScheduledFuture<?> task;

        private Sweeper(EventExecutor loop) {
            this.loop = loop;
        }

        void watch(Exchange exchange) {
            watched.add(exchange);
            if (task == null) {
                task = loop.scheduleWithFixedDelay(this::sweep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        void forget(Exchange exchange) {
            watched.remove(exchange);
        }

        private void sweep() {
            if (watched.isEmpty()) {
                if (task != null) {
                    task.cancel(false);
                    task = null;
                }
                return;
            }
            long now = loop.ticker().nanoTime();
            List<Exchange> late = new ArrayList<>(0);
            for (Exchange exchange : watched) {
                if (exchange.isLate(now)) {
                    late.add(exchange);
                }
            }
            late.forEach(Exchange::expire); // ends them, which changes the set
        }
    }
}
