package org.spean.confclient;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Reports when the configuration in use is about to expire, whoever downloads it, and when it has. A source that works
 * renews it long before: so the warning comes when a third of the time that it had is left, two minutes at least and a
 * day at most.
 */
public final class ExpiryWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LEAST = Duration.ofMinutes(2);
    private static final Duration MOST = Duration.ofDays(1);

    private record Watched(Instant expires, Instant warnAt, int told) {
        static final int NOTHING = 0;
        static final int WARNING = 1;
        static final int EXPIRY = 2;
    }

    private final Supplier<GlobalConf> conf;
    private final Events events;
    private final InstantSource clock;
    private final Map<String, Watched> watched = new HashMap<>();
    private final Disposable looking;

    private ExpiryWatch(Supplier<GlobalConf> conf, Events events, InstantSource clock) {
        this.conf = conf;
        this.events = events;
        this.clock = clock;
        this.looking = Flux.interval(Duration.ZERO, EVERY, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .subscribe(tick -> tick());
    }

    /** Watches from now on, every second. */
    public static ExpiryWatch start(Supplier<GlobalConf> conf, Events events, InstantSource clock) {
        return new ExpiryWatch(conf, events, clock);
    }

    private void tick() {
        try {
            look();
        } catch (RuntimeException e) { // whatever it is, the next look must come
            log.error("looking at the global configuration's expiry failed; will look again", e);
        }
    }

    private void look() {
        GlobalConf now = conf.get();
        watched.keySet().retainAll(now.instances());
        for (String instance : now.instances()) {
            look(instance, now.expires(instance), clock.instant());
        }
    }

    private void look(String instance, Instant expires, Instant now) {
        Watched last = watched.get(instance);
        boolean setBack = last != null && last.told != Watched.NOTHING && now.isBefore(last.warnAt);
        if (last == null || setBack || !last.expires.equals(expires)) {
            if (last != null && last.told != Watched.NOTHING) {
                events.settled(Events.Kind.GLOBAL_CONF_EXPIRY, instance);
            }
            Duration early = Duration.between(now, expires).dividedBy(3);
            early = early.compareTo(LEAST) < 0 ? LEAST : early.compareTo(MOST) > 0 ? MOST : early;
            last = new Watched(expires, expires.minus(early), Watched.NOTHING);
        }
        if (!now.isBefore(expires) && last.told != Watched.EXPIRY) {
            events.report(
                    Events.Kind.GLOBAL_CONF_EXPIRY,
                    instance,
                    "expired " + expires + "; exchanges are refused until there is a fresh one");
            last = new Watched(expires, last.warnAt, Watched.EXPIRY);
        } else if (!now.isBefore(last.warnAt) && last.told == Watched.NOTHING) {
            events.report(
                    Events.Kind.GLOBAL_CONF_EXPIRY,
                    instance,
                    "expires " + expires + " and has not been renewed; exchanges will be refused then");
            last = new Watched(expires, last.warnAt, Watched.WARNING);
        }
        watched.put(instance, last);
    }

    @Override
    public void close() {
        looking.dispose();
    }
}
