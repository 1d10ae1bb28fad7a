package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.signing.BatchSignature;
import org.spean.crypto.signing.Signed;

/** Writes the parts in compact form of one direction of a connection, and remembers what its peer remembers. One thread. */
final class CompactWriter {
    private static final byte[] EMPTY = {};
    private static final Map<DigestAlgorithm, byte[]> RESULTS = results();
    private static final FastThreadLocal<Recent> RECENT = new FastThreadLocal<>() {
        @Override
        protected Recent initialValue() {
            return new Recent();
        }
    };

    private final OctetTable table = new OctetTable();

    /** In place of the parts of OCSP responses. */
    void ocsp(ByteBuf out, List<byte[]> responses) {
        Varint.write(out, responses.size());
        for (byte[] response : responses) {
            document(out, response);
        }
    }

    /** In place of the parts of hash chain and signature. */
    void seal(ByteBuf out, Signed signed) {
        Patches patches = RECENT.get().of(signed.batch(), signed.path().algorithm());
        byte[] result = signed.batch().result();
        out.writeByte(result == null ? CompactForm.DIRECT : CompactForm.CHAINED);
        patched(out, patches.signature, signed.batch().pattern(), signed.batch().document());
        if (result != null) {
            patched(out, patches.result, pattern(signed.path().algorithm()), result);
            out.writeBytes(signed.path().encode());
        }
    }

    private void patched(ByteBuf out, byte @Nullable [] patch, byte[] pattern, byte[] document) {
        if (patch == null) {
            Varint.write(out, CompactForm.LITERAL);
            bytes(out, document);
            bytes(out, EMPTY);
        } else {
            document(out, pattern);
            bytes(out, patch);
        }
    }

    private void document(ByteBuf out, byte[] document) {
        int place = table.place(document);
        if (place >= 0) {
            Varint.write(out, CompactForm.REFERENCE + place);
            table.use(place);
        } else if (OctetTable.takes(document.length)) {
            Varint.write(out, CompactForm.REMEMBERED);
            bytes(out, document);
            table.add(document);
        } else {
            Varint.write(out, CompactForm.LITERAL);
            bytes(out, document);
        }
    }

    private static void bytes(ByteBuf out, byte[] bytes) {
        Varint.write(out, bytes.length);
        out.writeBytes(bytes);
    }

    /** The hash chain result of a root of zeros. */
    private static byte[] pattern(DigestAlgorithm algorithm) {
        return Objects.requireNonNull(RESULTS.get(algorithm));
    }

    private static Map<DigestAlgorithm, byte[]> results() {
        Map<DigestAlgorithm, byte[]> results = new EnumMap<>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            results.put(algorithm, HashChainWriter.result(algorithm, new byte[algorithm.length()]));
        }
        return results;
    }

    /** What is a batch's own in its two documents; {@code null} where all is. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record Patches(byte @Nullable [] signature, byte @Nullable [] result) {
        static Patches of(BatchSignature batch, DigestAlgorithm algorithm) {
            byte[] result = batch.result();
            return new Patches(
                    Patch.of(batch.pattern(), batch.document()),
                    result == null ? null : Patch.of(pattern(algorithm), result));
        }
    }

    /** The batches that a thread sent messages of last: those of one leave close together, on many connections. */
    private static final class Recent {
        private static final int MOST = 8;

        private final @Nullable BatchSignature[] batches = new BatchSignature[MOST];
        private final @Nullable Patches[] patches = new Patches[MOST];
        private int next;

        @SuppressWarnings("ReferenceEquality") // a batch is equal to itself only
        Patches of(BatchSignature batch, DigestAlgorithm algorithm) {
            for (int i = 1; i <= MOST; i++) {
                int at = (next - i) & (MOST - 1);
                Patches known = patches[at];
                if (known != null && batches[at] == batch) {
                    return known;
                }
            }
            Patches made = Patches.of(batch, algorithm);
            batches[next] = batch;
            patches[next] = made;
            next = (next + 1) & (MOST - 1);
            return made;
        }
    }
}
