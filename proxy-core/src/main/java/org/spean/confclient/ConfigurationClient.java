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
     * @throws ConfigurationException in one line that names each source with its failure
     */
    public void prepare(Path file, GlobalConfSource source) {
        if (source.anchor() == null || usable(source)) {
            return;
        }
        LOG.info("no usable global configuration in {}: downloading it", source.directory());
        long until = System.nanoTime() + source.startTimeout().toNanos();
        while (true) {
            try {
                refresh(source);
                return;
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

    private boolean usable(GlobalConfSource source) {
        try {
            Path root = new TreeStore(source.directory()).current();
            if (root == null) {
                return false;
            }
            Instant now = clock.instant();
            GlobalConf conf = GlobalConfTree.read(root, now);
            if (conf.expired(now)) {
                LOG.warn("the global configuration in {} expired {}", source.directory(), conf.expires());
                return false;
            }
            LOG.info(
                    "starting with the global configuration on disk: {}, version {}, expires {}",
                    conf.instance(),
                    conf.version(),
                    conf.expires());
            return true;
        } catch (ConfigurationException e) {
            LOG.warn("the global configuration on disk cannot be used: {}", e.getMessage());
            return false;
        }
    }

    /**
     * One round: asks the sources and puts a new tree in use if there is one.
     *
     * @return whether there was
     * @throws DownloadException if our instance's configuration cannot be had; in one line
     */
    public synchronized boolean refresh(GlobalConfSource source) throws DownloadException {
        Path file = source.anchor();
        if (file == null) {
            throw new DownloadException("no anchor is configured (expected: globalConfiguration.anchor)", null);
        }
        try (Closeable _ = new TreeStore(source.directory()).lock()) {
            // Hashed first: an anchor replaced meanwhile then differs from the hash noted, and the next round begins
            // anew.
            String hash = HexFormat.of().formatHex(DigestAlgorithm.SHA_256.digest(Files.readAllBytes(file)));
            ConfigurationAnchor anchor = ConfigurationAnchor.read(file);
            Path tree = new Round(http, source, anchor, hash, memory, events, clock.instant()).run();
            if (tree != null) {
                LOG.debug("global configuration downloaded into {}", tree);
            }
            return tree != null;
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
     * @param changed run when another tree is in use
     */
    public void follow(Supplier<GlobalConfSource> source, Runnable changed) {
        thread = Thread.ofPlatform().name("spean-confclient").daemon().start(() -> rounds(source, changed));
    }

    private void rounds(Supplier<GlobalConfSource> source, Runnable changed) {
        GlobalConfSource now;
        do {
            now = source.get();
            try {
                if (now.anchor() != null && refresh(now)) {
                    changed.run();
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
