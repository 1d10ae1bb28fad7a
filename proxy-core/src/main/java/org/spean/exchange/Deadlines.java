package org.spean.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the time limits of exchanges, and sends on what a slow sender has let gather: one periodic task per event loop looks at all exchanges of that loop, instead of
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
            for (Exchange exchange : List.copyOf(watched)) { // copied, as those that end leave the set
                if (exchange.isLate(now)) {
                    exchange.expire();
                } else {
                    exchange.flush();
                }
            }
        }
    }
}
