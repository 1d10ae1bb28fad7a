package org.spean.messagelog.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.Side;

/**
 * The value of one Kafka record: rows of a batch, with every new signature that they refer to, so that it stands for itself
 * when others of the batch are not there. Format: a version, then counted rows; big-endian, lengths before octets, −1 for none.
 */
record Chunk(List<SignatureRow> signatures, List<KeptRecord> records) {

    private static final int VERSION = 2;

    /** The chunks of the rows of a batch, none larger than so many bytes unless it is one record. */
    static List<byte[]> of(List<SignatureRow> fresh, List<KeptRecord> rows, int bytes) {
        Map<Long, SignatureRow> known = new HashMap<>();
        fresh.forEach(row -> known.put(row.id(), row));
        List<byte[]> chunks = new ArrayList<>();
        Map<Long, SignatureRow> signatures = new LinkedHashMap<>();
        List<KeptRecord> records = new ArrayList<>();
        long weight = 0;
        for (KeptRecord record : rows) {
            SignatureRow signature = known.get(record.signature());
            long more = weight(record) + (signature == null ? 0 : weight(signature));
            if (!records.isEmpty() && weight + more > bytes) {
                chunks.add(new Chunk(List.copyOf(signatures.values()), records).encode());
                signatures.clear();
                records.clear();
                weight = 0;
            }
            if (signature != null && signatures.put(signature.id(), signature) != null) {
                more -= weight(signature);
            }
            records.add(record);
            weight += more;
        }
        if (!records.isEmpty()) {
            chunks.add(new Chunk(List.copyOf(signatures.values()), records).encode());
        }
        return chunks;
    }

    private static long weight(SignatureRow row) {
        byte[] result = row.result();
        return 32L + row.document().length + (result == null ? 0 : result.length);
    }

    private static long weight(KeptRecord record) {
        byte[] path = record.path();
        byte[] chain = record.chain();
        long weight = 512L
                + 3L
                        * (record.queryId().length()
                                + record.requestId().length()
                                + record.client().length())
                + 3L * (record.provider().length() + record.service().length())
                + record.message().length
                + record.digests().length
                + (path == null ? 0 : path.length)
                + (chain == null ? 0 : chain.length);
        for (byte[] attachment : record.attachments()) {
            weight += 4 + attachment.length;
        }
        return weight;
    }

    byte[] encode() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(octets);
            out.writeByte(VERSION);
            out.writeInt(signatures.size());
            for (SignatureRow row : signatures) {
                out.writeLong(row.id());
                out.writeBoolean(row.side() == Side.PROVIDER);
                put(out, row.document());
                put(out, row.result());
            }
            out.writeInt(records.size());
            for (KeptRecord record : records) {
                put(out, record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return octets.toByteArray();
    }

    private static void put(DataOutputStream out, KeptRecord record) throws IOException {
        out.writeLong(record.id());
        out.writeLong(record.signature());
        out.writeBoolean(record.side() == Side.PROVIDER);
        out.writeBoolean(record.response());
        out.writeLong(record.time());
        put(out, record.queryId());
        put(out, record.requestId());
        put(out, record.client());
        put(out, record.provider());
        put(out, record.service());
        put(out, record.message());
        out.writeBoolean(record.wholeMessage());
        put(out, record.algorithm());
        put(out, record.digests());
        put(out, record.path());
        put(out, record.chain());
        out.writeInt(record.attachments().size());
        for (byte[] attachment : record.attachments()) {
            put(out, attachment);
        }
        put(out, record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8));
    }

    private static void put(DataOutputStream out, String text) throws IOException {
        put(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(DataOutputStream out, byte @Nullable [] octets) throws IOException {
        if (octets == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(octets.length);
            out.write(octets);
        }
    }

    /**
     * @throws IOException when these are not octets that we wrote
     */
    static Chunk decode(byte[] octets) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("rows of version " + version + " (expected: " + VERSION + ")");
        }
        List<SignatureRow> signatures = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            signatures.add(new SignatureRow(in.readLong(), side(in), octets(in), optional(in)));
        }
        List<KeptRecord> records = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            records.add(record(in));
        }
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes too many");
        }
        return new Chunk(signatures, records);
    }

    private static KeptRecord record(DataInputStream in) throws IOException {
        return new KeptRecord(
                in.readLong(),
                in.readLong(),
                side(in),
                in.readBoolean(),
                in.readLong(),
                text(in),
                text(in),
                text(in),
                text(in),
                text(in),
                octets(in),
                in.readBoolean(),
                text(in),
                octets(in),
                optional(in),
                optional(in),
                attachments(in),
                key(in));
    }

    private static @Nullable String key(DataInputStream in) throws IOException {
        byte[] id = optional(in);
        return id == null ? null : new String(id, StandardCharsets.UTF_8);
    }

    private static List<byte[]> attachments(DataInputStream in) throws IOException {
        List<byte[]> attachments = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            attachments.add(octets(in));
        }
        return attachments;
    }

    private static Side side(DataInputStream in) throws IOException {
        return in.readBoolean() ? Side.PROVIDER : Side.CONSUMER;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(octets(in), StandardCharsets.UTF_8);
    }

    private static byte[] octets(DataInputStream in) throws IOException {
        byte[] octets = optional(in);
        if (octets == null) {
            throw new IOException("something is missing");
        }
        return octets;
    }

    private static byte @Nullable [] optional(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        return in.readNBytes(within(in, length));
    }

    private static int count(DataInputStream in) throws IOException {
        return within(in, in.readInt());
    }

    private static int within(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length + " where " + in.available() + " bytes follow");
        }
        return length;
    }
}
