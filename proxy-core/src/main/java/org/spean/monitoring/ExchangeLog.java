package org.spean.monitoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.exchange.ExchangeReport;
import org.spean.fault.Fault;
import org.spean.fault.FaultStyle;
import org.spean.message.RequestHead;

/**
 * One JSON line for each exchange: who asked what, how it ended, how long each step took. Not evidence: a full queue
 * drops lines (and counts them) rather than slow an exchange. Query strings and bodies are left out.
 */
public final class ExchangeLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ExchangeLog.class);
    private static final int QUEUE = 8192;

    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final JsonFactory json = new JsonFactory();
    private final OutputStream out;
    private final Thread writer;
    private volatile boolean closing;

    private record Line(ExchangeReport report, FaultStyle style) {}

    private ExchangeLog(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("exchange-log").daemon().unstarted(this::run);
    }

    /** Appends to the file, made if absent. A last line that a process which died left unfinished stays one of its own. */
    public static ExchangeLog open(Path file) throws IOException {
        boolean unfinished = unfinished(file);
        ExchangeLog opened = new ExchangeLog(new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
        if (unfinished) {
            opened.out.write('\n');
        }
        opened.writer.start();
        return opened;
    }

    private static boolean unfinished(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false; // none yet, or a pipe
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** An exchange is over. Does not block. */
    public void ended(ExchangeReport report, FaultStyle style) {
        if (!queue.offer(new Line(report, style))) {
            dropped.incrementAndGet();
        }
    }

    /** Lines lost to a full queue. */
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                Line line = queue.poll(200, TimeUnit.MILLISECONDS);
                if (line == null) {
                    out.flush();
                    continue;
                }
                write(line.report, line.style);
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("exchange log: cannot write, no further lines: {}", e.toString());
        }
    }

    private void write(ExchangeReport report, FaultStyle style) throws IOException {
        try (JsonGenerator g = json.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)) {
            g.writeStartObject();
            g.writeStringField("time", report.began().toString());
            g.writeStringField("role", report.role().name().toLowerCase(Locale.ROOT));
            RequestHead request = report.request();
            g.writeStringField("requestId", request.requestId());
            g.writeStringField("queryId", request.queryId());
            g.writeStringField("client", request.client().toString());
            g.writeStringField("service", request.service().toString());
            g.writeStringField("verb", request.verb());
            g.writeStringField("path", request.path());
            g.writeNumberField("status", report.status());
            g.writeStringField("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
            fault(g, report.fault(), style);
            if (report.signerSubject() != null) {
                g.writeStringField("signer", report.signer().toString());
                g.writeStringField("signerCertificate", report.signerSubject());
            }
            if (report.verified() != null) {
                g.writeStringField("verifiedSigner", report.verified().member().toString());
                g.writeStringField(
                        "verifiedCertificate",
                        report.verified()
                                .certificate()
                                .getSubjectX500Principal()
                                .toString());
            }
            g.writeArrayFieldStart("records");
            for (long id : report.records()) {
                g.writeNumber(id);
            }
            g.writeEndArray();
            g.writeNumberField("requestBytes", report.requestBytes());
            g.writeNumberField("responseBytes", report.responseBytes());
            g.writeObjectFieldStart("steps");
            for (ExchangeReport.StepTime time : report.steps()) {
                g.writeNumberField(time.step(), millis(time.nanos()));
            }
            g.writeEndObject();
            g.writeNumberField("totalMs", millis(report.totalNanos()));
            g.writeEndObject();
        }
        out.write('\n');
    }

    private static void fault(JsonGenerator g, @Nullable Fault fault, FaultStyle style) throws IOException {
        if (fault == null) {
            g.writeNullField("fault");
            return;
        }
        g.writeObjectFieldStart("fault");
        g.writeStringField("code", fault.code(style));
        g.writeStringField("message", fault.message());
        g.writeStringField("detail", fault.detail());
        g.writeEndObject();
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1000.0) / 1000.0;
    }

    /** Writes what is queued and closes the file. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.close();
    }
}
