package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;
import org.spean.identifier.ClientId;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.RecordKind;
import org.spean.messagelog.encryption.RecordCipher;

/**
 * A message as an entry: first what the index needs (this record), then provider, service, algorithm, digests, message,
 * path, chain and bodies. {@code path} is the compact form of a hash chain, {@code chain} a peer's that came as a document; neither is set
 * when the signature covers the message directly.
 *
 * @param kind bits of {@link RecordKind}
 * @param time microseconds since 1970
 * @param signature number of its signature document
 */
record RecordEntry(long id, int kind, long time, long signature, String queryId, String requestId, String client) {

    static void write(BatchBuffer out, RecordRow row, Names names, @Nullable RecordCipher cipher) {
        LogRecord data = row.record();
        int kind = RecordKind.of(data.side(), data.response(), data.wholeMessage())
                | (cipher == null ? 0 : RecordKind.ENCRYPTED);
        out.entry(Entry.RECORD)
                .put(row.id())
                .put(kind)
                .put(Micros.of(data.time()))
                .put(row.signature())
                .put(data.queryId())
                .put(data.requestId())
                .put(names.of(data.client()))
                .put(names.of(data.service().provider()))
                .put(names.of(data.service()))
                .put(data.digests().algorithm().headerName())
                .put(joined(data.digests()))
                .put(sealed(cipher, row.id(), kind, RecordCipher.MESSAGE, data.message()))
                .put(data.signature().path())
                .put(data.signature().chain());
        List<byte[]> bodies = data.attachments();
        out.put(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            out.put(sealed(cipher, row.id(), kind, i + 1, bodies.get(i)));
        }
        out.end();
    }

    /** What the index needs. */
    static RecordEntry read(Entry entry) {
        return head(entry.payload().duplicate());
    }

    /** All of it. */
    static Evidence evidence(
            Entry entry, SignatureEntry signature, @Nullable EvidenceStamp stamp, @Nullable RecordCipher cipher) {
        ByteBuffer in = entry.payload().duplicate();
        RecordEntry head = head(in);
        ClientId provider = ClientId.parse(BatchBuffer.text(in));
        String service = BatchBuffer.text(in);
        MessageDigests digests = digests(BatchBuffer.text(in), data(in));
        byte[] message = opened(cipher, head, RecordCipher.MESSAGE, data(in));
        byte[] path = BatchBuffer.data(in);
        byte[] literal = BatchBuffer.data(in);
        byte[] chain = path == null ? literal : HashChainWriter.chain(HashPath.decode(path), digests);
        int count = in.getInt();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            bodies.add(opened(cipher, head, i, data(in)));
        }
        return new Evidence(
                head.id,
                RecordKind.side(head.kind),
                RecordKind.response(head.kind),
                head.queryId,
                head.requestId,
                ClientId.parse(head.client),
                ServiceText.service(provider, service),
                Micros.instant(head.time),
                message,
                RecordKind.wholeMessage(head.kind),
                bodies,
                digests,
                new SignatureParts(signature.document(), signature.result(), chain),
                stamp);
    }

    private static RecordEntry head(ByteBuffer in) {
        return new RecordEntry(
                in.getLong(),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                BatchBuffer.text(in),
                BatchBuffer.text(in),
                BatchBuffer.text(in));
    }

    private static byte[] data(ByteBuffer in) {
        return Objects.requireNonNull(BatchBuffer.data(in));
    }

    private static byte[] sealed(@Nullable RecordCipher cipher, long id, int kind, int part, byte[] plain) {
        return cipher == null ? plain : cipher.seal(id, kind, part, plain);
    }

    private static byte[] opened(@Nullable RecordCipher cipher, RecordEntry head, int part, byte[] kept) {
        if ((head.kind & RecordKind.ENCRYPTED) == 0) {
            return kept;
        }
        if (cipher == null) {
            throw new MessageLogException(
                    "Record " + head.id + " is encrypted under the key '" + RecordCipher.keyId(kept)
                            + "', and none is configured",
                    null);
        }
        return cipher.open(head.id, head.kind, part, kept);
    }

    private static byte[] joined(MessageDigests digests) {
        int length = digests.algorithm().length();
        byte[] all = new byte[(1 + digests.attachments().size()) * length];
        System.arraycopy(digests.message(), 0, all, 0, length);
        for (int i = 0; i < digests.attachments().size(); i++) {
            System.arraycopy(digests.attachments().get(i), 0, all, (i + 1) * length, length);
        }
        return all;
    }

    private static MessageDigests digests(String name, byte[] all) {
        DigestAlgorithm algorithm = DigestAlgorithm.ofHeader(name);
        if (algorithm == null) {
            throw new MessageLogException("Unknown digest algorithm " + name, null);
        }
        int length = algorithm.length();
        List<byte[]> attachments = new ArrayList<>();
        for (int at = length; at < all.length; at += length) {
            attachments.add(Arrays.copyOfRange(all, at, at + length));
        }
        return new MessageDigests(algorithm, Arrays.copyOf(all, length), attachments);
    }
}
