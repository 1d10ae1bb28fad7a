package org.spean.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.asic.ContainerName;
import org.spean.crypto.asic.ContainerWriter;
import org.spean.identifier.ClientId;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceContainer;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.KeptEvidence;
import org.spean.messagelog.Side;

/** The signed documents that a request wants, found in the message log and written one by one. Blocks. */
final class SignedDocuments {

    private static final Logger log = LoggerFactory.getLogger(SignedDocuments.class);
    private static final int MOST = 10_000;

    /** Records of so many bytes stay at hand between finding and writing them, so that these are read once. */
    private static final long AT_HAND = 1 << 20;

    private final AsicRequest wanted;
    private final Downloads.StampOnDemand stamps;
    private final Map<Long, Evidence> read = new HashMap<>();
    private long readBytes;

    SignedDocuments(AsicRequest wanted, Downloads.StampOnDemand stamps) {
        this.wanted = wanted;
        this.stamps = stamps;
    }

    void write(KeptEvidence store, Download to) throws DownloadRefusal, IOException {
        try (EvidenceReader reader = store.reader()) {
            List<Long> found = found(reader);
            if (wanted.unique()) {
                Evidence record = again(reader, found.getFirst());
                OutputStream out = to.open(ContainerWriter.MEDIA_TYPE, name(record));
                ContainerWriter.write(EvidenceContainer.of(record), out);
                out.flush();
            } else {
                writeAll(reader, found, to);
            }
        }
    }

    private void writeAll(EvidenceReader reader, List<Long> found, Download to) throws IOException, DownloadRefusal {
        String name = URLEncoder.encode(wanted.queryId(), UTF_8);
        OutputStream out = to.open("application/zip", name + wanted.suffix() + ".zip");
        ZipOutputStream zip = new ZipOutputStream(out, UTF_8);
        zip.setLevel(Deflater.NO_COMPRESSION); // containers are compressed
        for (long id : found) {
            Evidence record = again(reader, id);
            ZipEntry entry = new ZipEntry(name(record));
            entry.setLastModifiedTime(FileTime.from(record.time()));
            zip.putNextEntry(entry);
            ContainerWriter.write(EvidenceContainer.of(record), zip);
            zip.closeEntry();
        }
        zip.finish();
        zip.flush();
    }

    /** Requests, then responses; all of them with a time-stamp. */
    private List<Long> found(EvidenceReader reader) throws DownloadRefusal {
        List<Long> requests = new ArrayList<>();
        List<Long> responses = new ArrayList<>();
        List<Long> unstamped = new ArrayList<>();
        List<Long> candidates = reader.find(wanted.query(), MOST + 1);
        if (candidates.size() > MOST) {
            throw new DownloadRefusal(HttpResponseStatus.BAD_REQUEST, "More than " + MOST + " messages have this id");
        }
        for (long id : candidates) {
            Evidence record = reader.read(id);
            if (record != null && own(record).equals(wanted.own())) {
                (record.response() ? responses : requests).add(id);
                if (record.stamp() == null) {
                    unstamped.add(id);
                } else {
                    hold(record);
                }
            }
        }
        requests.addAll(responses);
        if (requests.isEmpty()) {
            throw new DownloadRefusal(HttpResponseStatus.NOT_FOUND, "No signed documents found");
        }
        if (wanted.unique() && requests.size() > 1) {
            throw new DownloadRefusal(
                    HttpResponseStatus.BAD_REQUEST,
                    "The query identifier is not unique: " + requests.size() + " signed documents have it");
        }
        stamp(unstamped);
        return requests;
    }

    /** The subsystem of ours whose message it is. */
    private static ClientId own(Evidence record) {
        return record.side() == Side.CONSUMER
                ? record.client()
                : record.service().provider();
    }

    private void stamp(List<Long> unstamped) throws DownloadRefusal {
        if (!unstamped.isEmpty() && !wanted.force()) {
            throw new DownloadRefusal(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    wanted.unique()
                            ? "Message signature has not been timestamped yet!"
                            : "Some message signatures have not been timestamped yet!");
        }
        for (long id : unstamped) {
            try {
                stamps.stamp(id);
            } catch (Exception e) { // of whatever kind: there is none
                log.warn("record {}: no time-stamp on demand: {}", id, e.getMessage());
                throw new DownloadRefusal(
                        HttpResponseStatus.INTERNAL_SERVER_ERROR,
                        "Failed to get timestamp from any time-stamping providers");
            }
        }
    }

    private void hold(Evidence record) {
        if (readBytes + record.weight() <= AT_HAND) {
            readBytes += record.weight();
            read.put(record.id(), record);
        }
    }

    private Evidence again(EvidenceReader reader, long id) throws DownloadRefusal {
        Evidence held = read.remove(id);
        if (held != null) {
            return held;
        }
        Evidence record = reader.read(id);
        if (record == null) { // removed meanwhile
            throw new DownloadRefusal(HttpResponseStatus.NOT_FOUND, "No signed documents found");
        }
        return record;
    }

    private static String name(Evidence record) {
        return ContainerName.of(record.queryId(), record.response(), record.id());
    }
}
