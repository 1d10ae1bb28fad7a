package org.spean.view;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Holds the current {@link View} and replaces it, whole or not at all, when the configuration file, a file it names or
 * the downloaded tree changes. A change that cannot be used is logged and refused; the old view stays. Safe for use by
 * many threads; reading happens on a thread of its own.
 */
public final class Views implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Views.class);

    private final Path yaml;
    private final InstantSource clock;
    private final Sinks.Many<View> changes = Sinks.many().multicast().directBestEffort();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile View current;
    private volatile @Nullable String refusal;
    private Fingerprint seen;
    private Instant nextExpiry;

    private Views(Path yaml, InstantSource clock) {
        this.yaml = yaml;
        this.clock = clock;
        GatewayConfig config = GatewayConfig.load(yaml);
        this.seen = fingerprint(config);
        this.current = read(config, null);
        this.nextExpiry = nextExpiry(current.globalConf());
    }

    /**
     * Reads both configurations and from then on looks for changes every {@code globalConfiguration.reloadInterval}.
     * Blocks while it reads.
     *
     * @throws ConfigurationException in one line, if either cannot be used or the global one has expired
     */
    public static Views open(Path yaml, InstantSource clock) {
        Views views = new Views(yaml, clock);
        Thread.ofPlatform().name("spean-views").daemon().start(views::watch);
        return views;
    }

    /** The view for an exchange that begins now: one volatile read. */
    public View current() {
        return current;
    }

    /** Every view that replaces another, from the time of subscription on, on the thread that reads. */
    public Flux<View> changes() {
        return changes.asFlux();
    }

    /** Why the last change was refused, in one line; null while the files on disk are those in use. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** Looks for a change now. Returns whether the view was replaced. Blocks while it reads. */
    public synchronized boolean reload() {
        GatewayConfig old = current.config();
        Fingerprint now = fingerprint(old);
        if (now.equals(seen) && clock.instant().isBefore(nextExpiry)) {
            return false;
        }
        seen = now;
        try {
            GatewayConfig config = GatewayConfig.load(yaml);
            View next = read(config, current);
            Fingerprint after = fingerprint(config);
            if (old.globalConfiguration().equals(config.globalConfiguration())
                    && old.files().equals(config.files())
                    && !after.equals(now)) {
                // Changed while it was read: half of it may be old. The next look reads it again.
                return false;
            }
            seen = after;
            nextExpiry = nextExpiry(next.globalConf());
            needsRestart(old, config).forEach(key -> LOG.warn("{}: {} takes effect after a restart", yaml, key));
            current = next;
            refusal = null;
        } catch (ConfigurationException e) {
            if (!String.valueOf(e.getMessage()).equals(refusal)) {
                LOG.error("change refused, the old configuration stays: {}", e.getMessage());
            }
            refusal = e.getMessage();
            return false;
        }
        LOG.info("configuration {} in use", current.generation());
        changes.emitNext(current, Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
        return true;
    }

    /** Stops looking for changes; the last view stays readable. */
    @Override
    public void close() {
        closed.countDown();
        changes.emitComplete(Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
    }

    private void watch() {
        try {
            while (!closed.await(
                    current.config().globalConfiguration().reloadInterval().toMillis(), MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            reload();
        } catch (Exception e) { // whatever it is, the next look must come
            LOG.error("looking for a changed configuration failed; will look again", e);
        }
    }

    private View read(GatewayConfig config, @Nullable View before) {
        Instant now = clock.instant();
        GlobalConf old = before == null ? null : before.globalConf();
        GlobalConf globalConf = GlobalConfTree.read(config.globalConfiguration().directory(), now, old);
        if (globalConf.expired(now)) {
            throw new ConfigurationException(
                    globalConf.file(),
                    null,
                    globalConf.expires().equals(Instant.MIN)
                            ? "its metadata notes no expirationDate, so it counts as expired"
                            : "expired " + globalConf.expires() + "; is the configuration client running?");
        }
        String instance = config.instanceServer().owner().instance();
        if (!instance.equals(globalConf.instance())) {
            throw new ConfigurationException(
                    config.file(),
                    "instanceServer",
                    "instance '" + instance + "', but the global configuration is of '" + globalConf.instance() + "'");
        }
        long generation = before == null ? 1 : before.generation() + 1;
        // Most changes are about members: the authorities stay, and with them what was found true of certificates.
        TrustAnchors anchors = before != null && globalConf.trustsLike(before.globalConf())
                ? before.anchors()
                : globalConf.anchors(generation);
        return new View(globalConf, config, anchors, generation);
    }

    /** When a federated instance must be left out although no file has changed. */
    private static Instant nextExpiry(GlobalConf globalConf) {
        Instant next = Instant.MAX;
        for (String instance : globalConf.instances()) {
            Instant expires = globalConf.expires(instance);
            if (!instance.equals(globalConf.instance()) && expires.isBefore(next)) {
                next = expires;
            }
        }
        return next;
    }

    private static Fingerprint fingerprint(GatewayConfig config) {
        List<Path> files = new ArrayList<>(config.files());
        files.add(config.file());
        return Fingerprint.of(files, config.globalConfiguration().directory());
    }

    /** Keys whose new values a running gateway does not take up. */
    private static List<String> needsRestart(GatewayConfig old, GatewayConfig now) {
        List<String> keys = new ArrayList<>();
        if (!old.instanceServer().equals(now.instanceServer())) {
            keys.add("instanceServer");
        }
        if (!old.listen().equals(now.listen())) {
            keys.add("listen");
        }
        if (!old.ocspDirectory().equals(now.ocspDirectory())) {
            keys.add("ocsp.directory");
        }
        if (!old.messageLog().equals(now.messageLog())) {
            keys.add("messageLog");
        }
        if (!old.spool().equals(now.spool())) {
            keys.add("spool");
        }
        if (old.eventLoops() != now.eventLoops()) {
            keys.add("eventLoops");
        }
        if (!Objects.equals(old.exchangeLog(), now.exchangeLog())) {
            keys.add("exchangeLog");
        }
        return keys;
    }
}
