package org.spean.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.spean.confclient.ConfigurationClient;
import org.spean.confclient.ExpiryWatch;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import org.spean.messagelog.EvidenceAccess;
import org.spean.net.EventLoops;
import org.spean.timestamp.StampSettings;
import org.spean.timestamp.StampStatus;
import org.spean.timestamp.TimeStamping;
import org.spean.view.Views;

/**
 * Time-stamps evidence outside of a gateway as one does: by its configuration and the global one, which it downloads, too,
 * where the configuration has an anchor, and follows. Of all that time-stamp one log, one at a time does.
 */
public final class Stamper implements AutoCloseable {

    private static final Duration END = Duration.ofSeconds(2);

    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private final AuthorityTls tls = AuthorityTls.ofTimeStamping();
    private final ConfigurationClient confClient;
    private final Views views;
    private final TimeStamping stamping;

    private Stamper(Path file, EvidenceAccess evidence, InstantSource clock) {
        Events events = new Events(clock);
        confClient = opened(new ConfigurationClient(events, clock));
        try {
            GlobalConf onDisk =
                    confClient.prepare(file, GatewayConfig.load(file).globalConfiguration());
            views = opened(Views.open(file, onDisk, clock, events));
            tls.prepare(views.current()).take();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        opened(ExpiryWatch.start(() -> views.current().globalConf(), events, clock));
        EventLoops loops = EventLoops.startOne("spean-stamper");
        closeables.push(() -> loops.shutdown(END).awaitUninterruptibly(END.toMillis(), TimeUnit.MILLISECONDS));
        stamping = opened(new TimeStamping(evidence, this::settings, loops.group(), events, clock));
    }

    /**
     * Reads both configurations. Blocks, while it downloads the global one if there is none.
     *
     * @throws ConfigurationException in one line: file, key, reason
     */
    public static Stamper open(Path file, EvidenceAccess evidence, InstantSource clock) {
        return new Stamper(file, evidence, clock);
    }

    /** Stamps at intervals from now on. */
    public void start() {
        views.watch(tls);
        confClient.follow(() -> views.current().config().globalConfiguration(), views::reload);
        stamping.start();
    }

    /** Stamps all that waits now, unless another does. Blocks. */
    public StampStatus run() {
        stamping.run();
        return stamping.status();
    }

    /** Signature documents stamped since the start. */
    public long documents() {
        return stamping.status().documents();
    }

    private StampSettings settings() {
        return StampSettings.of(
                views.current().globalConf(), views.current().config().timestamping(), tls.context());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        closeables.push(resource);
        return resource;
    }

    @Override
    public void close() {
        Gateway.close(closeables);
    }
}
