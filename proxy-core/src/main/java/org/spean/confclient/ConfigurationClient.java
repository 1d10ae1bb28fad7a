package org.spean.confclient;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.config.GlobalConfSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.event.Events;
import org.spean.globalconf.AnnouncedSource;
import org.spean.globalconf.ConfigurationAnchor;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;

/**
 * Downloads the global configuration with an anchor and keeps it fresh. What is refused, and why, goes to the events; the
 * last good tree stays. Its own thread does the work, one round at a time; the other methods block.
 */
public final class ConfigurationClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationClient.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Refreshed NOTHING = new Refreshed(false, null);

    private final SourceHttp http = new SourceHttp();
    private final Memory memory = new Memory();
    private final Events events;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    public ConfigurationClient(Events events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /**
     * Sees to it that there is a tree to start from: one on disk that has not expired, or else the first download, which
     * is tried until {@code startTimeout}. Does nothing without an anchor.
     *
     * @param file the gateway's configuration, for the error
     * @return what was read of it to see that, if anything
     * @throws ConfigurationException in one line that names each source with its failure
     */
    public @Nullable GlobalConf prepare(Path file, GlobalConfSource source) {
        if (source.anchor() == null) {
            return null;
        }
        GlobalConf onDisk = usable(source);
        if (onDisk != null) {
            return onDisk;
        }
        LOG.info("no usable global configuration in {}: downloading it", source.directory());
        long until = System.nanoTime() + source.startTimeout().toNanos();
        while (true) {
            try {
                return refresh(source).checked();
            } catch (DownloadException e) {
                long left = until - System.nanoTime();
                if (left <= RETRY.toNanos() || pause(RETRY)) {
                    throw new ConfigurationException(
                            file,
                            "globalConfiguration.anchor",
                            "no configuration within " + source.startTimeout().toSeconds() + " s: " + e.getMessage(),
                            e);
                }
            }
        }
    }

    private @Nullable GlobalConf usable(GlobalConfSource source) {
        try {
            Path root = new TreeStore(source.directory()).current();
            if (root == null) {
                return null;
            }
            Instant now = clock.instant();
            GlobalConf conf = GlobalConfTree.read(root, now);
            if (conf.expired(now)) {
                LOG.warn("the global configuration in {} expired {}", source.directory(), conf.expires());
                return null;
            }
            LOG.info(
                    "starting with the global configuration on disk: {}, version {}, expires {}",
                    conf.instance(),
                    conf.version(),
                    conf.expires());
            return conf;
        } catch (ConfigurationException e) {
            LOG.warn("the global configuration on disk cannot be used: {}", e.getMessage());
            return null;
        }
    }

    /**
     * What came of one round.
     *
     * @param replaced whether another tree is in use than before
     * @param checked what was read of it to check it, if it was
     */
    public record Refreshed(boolean replaced, @Nullable GlobalConf checked) {}

    /**
     * One round: asks the sources and puts a new tree in use if there is one.
     *
     * @throws DownloadException if our instance's configuration cannot be had; in one line
     */
    public synchronized Refreshed refresh(GlobalConfSource source) throws DownloadException {
        Path file = source.anchor();
        if (file == null) {
            throw new DownloadException("no anchor is configured (expected: globalConfiguration.anchor)", null);
        }
        try (Closeable _ = new TreeStore(source.directory()).lock()) {
            // Hashed first: an anchor replaced meanwhile then differs from the hash noted, and the next round begins
            // anew.
            String hash = HexFormat.of().formatHex(DigestAlgorithm.SHA_256.digest(Files.readAllBytes(file)));
            ConfigurationAnchor anchor = ConfigurationAnchor.read(file);
            Round round = new Round(http, source, anchor, hash, memory, events, clock.instant());
            Path tree = round.run();
            if (tree != null) {
                LOG.debug("global configuration downloaded into {}", tree);
            }
            return new Refreshed(tree != null, round.checked());
        } catch (NoSourceException | ConfigurationException e) {
            throw new DownloadException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new DownloadException(source.directory() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Asks every source that is known for our instance for its directory, and downloads nothing else.
     *
     * @throws ConfigurationException if the anchor cannot be read
     */
    public List<Inspection> inspect(GlobalConfSource source) {
        Path file = source.anchor();
        if (file == null) {
            return List.of();
        }
        ConfigurationAnchor anchor = ConfigurationAnchor.read(file);
        DirectoryFetch fetch = new DirectoryFetch(http, source, new Memory(), clock.instant());
        List<Inspection> inspections = new ArrayList<>();
        for (Origin origin : Origin.of(anchor, announced(source, anchor.instance()))) {
            try {
                Directory directory = fetch.fetch(origin, anchor.instance(), DirectoryItem.PRIVATE)
                        .directory();
                inspections.add(new Inspection(origin.url(), directory.version(), directory.expires(), null));
            } catch (SourceException e) {
                inspections.add(new Inspection(origin.url(), 0, null, e.reason()));
            }
        }
        return inspections;
    }

    private static List<AnnouncedSource> announced(GlobalConfSource source, String instance) {
        Path root = new TreeStore(source.directory()).current();
        return root == null
                ? List.of()
                : new Memory().announced(instance, root.resolve(instance).resolve("shared-params.xml"));
    }

    /**
     * Refreshes from now on, at once and then every {@code refreshInterval}, give or take a tenth.
     *
     * @param source asked before each round; one without anchor lets the round out
     * @param changed told when another tree is in use, with what was read of it to check it, if it was
     */
    public void follow(Supplier<GlobalConfSource> source, Consumer<@Nullable GlobalConf> changed) {
        thread = Thread.ofPlatform().name("spean-confclient").daemon().start(() -> rounds(source, changed));
    }

    private void rounds(Supplier<GlobalConfSource> source, Consumer<@Nullable GlobalConf> changed) {
        GlobalConfSource now;
        do {
            now = source.get();
            try {
                Refreshed refreshed = now.anchor() == null ? NOTHING : refresh(now);
                if (refreshed.replaced) {
                    changed.accept(refreshed.checked);
                }
            } catch (DownloadException e) {
                LOG.warn("global configuration not refreshed: {}", e.getMessage());
            } catch (RuntimeException e) { // whatever it is, the next round must come
                LOG.error("refreshing the global configuration failed; will try again", e);
            }
        } while (!pause(withJitter(now.refreshInterval())));
    }

    /** So that gateways that were started together do not ask together for ever. */
    static Duration withJitter(Duration interval) {
        return Duration.ofMillis(
                Math.round(interval.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }

    /** Waits; returns whether it was closed meanwhile. */
    private boolean pause(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends the refreshing; a round that is under way is given up. The tree stays. */
    @Override
    public void close() {
        closed.countDown();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        http.close();
    }
}
