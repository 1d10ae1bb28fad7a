package org.spean.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopsGoOnTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch reading = new CountDownLatch(1);

    /** What writes for a reader that takes nothing until it is told to. */
    private final class Sink extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (Thread.currentThread().getName().startsWith("AsyncAppender")) {
                try {
                    reading.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            written.add(event.getFormattedMessage());
        }
    }

    private final Sink sink = new Sink();
    private final LoopsGoOn appender = new LoopsGoOn(sink, logger);

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        sink.setContext(context);
        sink.start();
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        reading.countDown();
        context.stop();
    }

    private static void onALoop(Runnable task) throws InterruptedException {
        Thread loop = new FastThreadLocalThread(task, "loop");
        loop.start();
        assertThat(loop.join(java.time.Duration.ofSeconds(20)))
                .as("the loop went on")
                .isTrue();
    }

    @Test
    void aLoopDoesNotWaitForWhoeverReadsTheLogAndWhatIsLostIsCounted() throws Exception {
        int lines = 3 * LoopsGoOn.LINES;
        onALoop(() -> {
            for (int i = 0; i < lines; i++) {
                logger.info("line {}", i);
            }
        });
        assertThat(written).isEmpty();

        reading.countDown();
        await().atMost(20, TimeUnit.SECONDS).until(() -> appender.getRemainingCapacity() == LoopsGoOn.LINES);
        onALoop(() -> logger.info("afterwards"));
        await().atMost(20, TimeUnit.SECONDS).until(() -> written.contains("afterwards"));

        long came = written.stream().filter(line -> line.startsWith("line ")).count();
        assertThat(came)
                .isBetween((long) LoopsGoOn.LINES, 2L * LoopsGoOn.LINES + 1); // what waits, and what the writer holds
        assertThat(written)
                .contains((lines - came) + " lines of the log are missing here: nobody took them in time")
                .startsWith("line 0", "line 1");
    }

    @Test
    void otherThreadsHaveWrittenWhenTheyGoOn() {
        logger.warn("the last line");
        assertThat(written).containsExactly("the last line");
    }
}
