package org.spean.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines of event loops, and of other threads of Netty's, on a thread of its own, so that whoever reads the log slowly, or
 * not at all, stops no connection; all other threads write for themselves, and a command's last line is there when it ends.
 * Lines of loops that find {@value #LINES} waiting are lost, and counted in a line once there is room again.
 */
final class LoopsGoOn extends AsyncAppender {
    static final int LINES = 4096;

    private final Appender<ILoggingEvent> sink;
    private final Logger own;
    private final AtomicLong lost = new AtomicLong();

    /**
     * To be started.
     *
     * @param sink where lines go in the end; started
     * @param own in whose name it is said that lines were lost
     */
    LoopsGoOn(Appender<ILoggingEvent> sink, Logger own) {
        this.sink = sink;
        this.own = own;
        setContext(own.getLoggerContext());
        setQueueSize(LINES);
        setDiscardingThreshold(0); // none is worth less than another
        setNeverBlock(true);
        addAppender(sink);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
            sink.doAppend(event);
        } else if (getRemainingCapacity() == 0) {
            lost.incrementAndGet();
        } else {
            if (lost.get() > 0 && getRemainingCapacity() > LINES / 2) {
                tell(lost.getAndSet(0));
            }
            super.append(event);
        }
    }

    private void tell(long lines) {
        if (lines > 0) {
            super.append(new LoggingEvent(
                    Logger.class.getName(),
                    own,
                    Level.WARN,
                    lines + " lines of the log are missing here: nobody took them in time",
                    null,
                    null));
        }
    }
}
