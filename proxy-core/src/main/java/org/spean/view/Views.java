package org.spean.view;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.GlobalConfSource;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.pace.Plan;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Holds the current {@link View} and replaces it, whole or not at all, when the configuration file, a file it names or
 * the downloaded tree changes. A change that cannot be used is reported and refused; the old view stays. Safe for use by
 * many threads; reading happens on a thread of its own.
 */
public final class Views implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Views.class);

    /** A file is read once it has been left alone for so long, as an editor may write it piece by piece. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private final Path yaml;
    private final InstantSource clock;
    private final Events events;
    private final Sinks.Many<View> changes = Sinks.many().multicast().directBestEffort();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile View current;
    private volatile @Nullable String refusal;
    private volatile Successor successor = next -> Change.NONE;
    private Fingerprint seen;
    /** When to read again although no file has changed. */
    private Plan again;

    private Views(Path yaml, @Nullable GlobalConf known, InstantSource clock, Events events) {
        this.yaml = yaml;
        this.clock = clock;
        this.events = events;
        GatewayConfig config = GatewayConfig.load(yaml);
        this.seen = fingerprint(config);
        Instant now = clock.instant();
        this.current = read(config, null, known, now);
        this.again = again(current.globalConf(), now);
    }

    /**
     * Reads both configurations. Blocks while it reads.
     *
     * @param known a global configuration that has been read just now, of which nothing is read again
     * @param events hears of changes that are refused
     * @throws ConfigurationException in one line, if either cannot be used or the global one has expired
     */
    public static Views open(Path yaml, @Nullable GlobalConf known, InstantSource clock, Events events) {
        return new Views(yaml, known, clock, events);
    }

    /** For one look at them. */
    public static Views open(Path yaml, InstantSource clock) {
        return new Views(yaml, null, clock, new Events(clock));
    }

    /**
     * From now on looks for changes every {@code globalConfiguration.reloadInterval}; to be called once.
     *
     * @param next prepares all that follows from a changed view before it is in use, and may refuse it
     */
    public void watch(Successor next) {
        successor = next;
        Thread.ofPlatform().name("spean-views").daemon().start(this::watch);
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
    public boolean reload() {
        return reload((GlobalConf) null);
    }

    /**
     * As {@link #reload()}, when a new tree has just been read to check it.
     *
     * @param checked of which nothing is read again; its tables are closed unless they are in use then
     */
    public synchronized boolean reload(@Nullable GlobalConf checked) {
        Fingerprint now = fingerprint(current.config());
        try {
            return due(now) && !isClosed() && reload(now, checked);
        } finally {
            if (checked != null) {
                checked.closeAllBut(current.globalConf());
            }
        }
    }

    /**
     * Looks for a change now, and tries one again that was refused, as the reason may be gone. Says in the log what came of
     * it, in one line. Returns and blocks as {@link #reload}.
     */
    public synchronized boolean reloadNow() {
        Fingerprint now = fingerprint(current.config());
        if (refusal == null && !due(now)) {
            LOG.info("nothing has changed: configuration {} stays in use", current.generation());
            return false;
        }
        events.settled(Events.Kind.CONFIGURATION_REFUSED, yaml.toString());
        return !isClosed() && reload(now, null);
    }

    /** Whether the files are others than those looked at last, or what they hold means something else by now. */
    private boolean due(Fingerprint now) {
        return !now.equals(seen) || again.dueAt(clock.instant());
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean reload(Fingerprint now, @Nullable GlobalConf checked) {
        GatewayConfig old = current.config();
        seen = now;
        Instant time = clock.instant();
        again = new Plan(time, again.due()); // also if this is refused: a clock that is wrong may be why
        try {
            GatewayConfig config = GatewayConfig.load(yaml);
            View next = read(config, current, checked, time);
            Change change = successor.prepare(next);
            Fingerprint after = fingerprint(config);
            if (old.globalConfiguration().equals(config.globalConfiguration())
                    && old.files().equals(config.files())
                    && !after.equals(now)) {
                // Changed while it was read: half of it may be old. The next look reads it again.
                change.discard();
                return false;
            }
            seen = after;
            again = again(next.globalConf(), time);
            current = next;
            change.take();
            refusal = null;
            events.settled(Events.Kind.CONFIGURATION_REFUSED, yaml.toString());
        } catch (ConfigurationException e) {
            refusal = e.getMessage();
            events.report(
                    Events.Kind.CONFIGURATION_REFUSED,
                    yaml.toString(),
                    "configuration " + current.generation() + " stays in use: " + e.getMessage());
            return false;
        }
        LOG.info("configuration {} in use", current.generation());
        changes.emitNext(current, Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
        return true;
    }

    /** Stops looking for changes, once one that is being taken up has been; the last view stays readable. */
    @Override
    public synchronized void close() {
        closed.countDown();
        changes.emitComplete(Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100)));
    }

    private void watch() {
        try {
            while (!closed.await(
                    current.config().globalConfiguration().reloadInterval().toMillis(), MILLISECONDS)) {
                if (settled()) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until what has changed is left alone; false when it never is for as long as that would take ten times. */
    private boolean settled() throws InterruptedException {
        Fingerprint last = fingerprint(current.config());
        if (last.equals(lastSeen())) {
            return true;
        }
        for (int i = 0; i < 10; i++) {
            if (closed.await(QUIET.toMillis(), MILLISECONDS)) {
                return false;
            }
            Fingerprint now = fingerprint(current.config());
            if (now.equals(last)) {
                return true;
            }
            last = now;
        }
        return false;
    }

    private synchronized Fingerprint lastSeen() {
        return seen;
    }

    private void look() {
        try {
            reload();
        } catch (Exception e) { // whatever it is, the next look must come
            LOG.error("looking for a changed configuration failed; will look again", e);
        }
    }

    private View read(GatewayConfig config, @Nullable View before, @Nullable GlobalConf checked, Instant now) {
        mustBeDownloaded(config);
        List<GlobalConf> known = Stream.of(checked, before == null ? null : before.globalConf())
                .filter(Objects::nonNull)
                .toList();
        GlobalConf globalConf =
                GlobalConfTree.read(config.globalConfiguration().directory(), now, known, before != null);
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

    /** Where we download it ourselves, nothing at all being there has a remedy. */
    private static void mustBeDownloaded(GatewayConfig config) {
        GlobalConfSource source = config.globalConfiguration();
        if (source.anchor() != null
                && !Files.exists(GlobalConfTree.root(source.directory()).resolve("instance-identifier"))) {
            throw new ConfigurationException(
                    config.file(),
                    "globalConfiguration.directory",
                    source.directory()
                            + " holds no global configuration yet (expected: one that 'spean globalconf download -c "
                            + config.file() + "' has put there)");
        }
    }

    /** When a federated instance must be left out, or one comes back since the clock was set back. */
    private static Plan again(GlobalConf globalConf, Instant now) {
        Instant next = Instant.MAX;
        for (String instance : globalConf.instances()) {
            Instant expires = globalConf.expires(instance);
            if (!instance.equals(globalConf.instance()) && expires.isBefore(next)) {
                next = expires;
            }
        }
        return new Plan(now, next);
    }

    private static Fingerprint fingerprint(GatewayConfig config) {
        List<Path> files = new ArrayList<>(config.files());
        files.add(config.file());
        return Fingerprint.of(
                files, GlobalConfTree.root(config.globalConfiguration().directory()));
    }
}
