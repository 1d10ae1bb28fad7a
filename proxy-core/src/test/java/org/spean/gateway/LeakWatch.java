package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Hears what Netty's leak detector, which tests run in paranoid mode, reports. */
final class LeakWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final List<String> reports = new CopyOnWriteArrayList<>();

    private LeakWatch() {}

    static LeakWatch begin() {
        LeakWatch watch = new LeakWatch();
        watch.start();
        watch.logger.addAppender(watch);
        return watch;
    }

    @Override
    protected void append(ILoggingEvent event) {
        reports.add(event.getFormattedMessage());
    }

    /** Leaks show when garbage has been collected and another buffer is allocated. */
    void assertNone() {
        System.gc();
        PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
        assertThat(reports).isEmpty();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
