package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;
import org.spean.fault.Fault;
import org.spean.fault.OwnFault;

/**
 * Reads the parts in compact form of one direction of a connection, once it was opened: before, they are refused as they
 * always were. One thread.
 */
final class CompactReader {
    private final OctetTable table = new OctetTable();
    private final SharedDocuments shared;
    private boolean open;
    private boolean used;

    CompactReader(SharedDocuments shared) {
        this.shared = shared;
    }

    /** The peer may use the compact form from now on. */
    void open() {
        open = true;
    }

    /** The peer does, or will. */
    void expect() {
        open = true;
        used = true;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether, after such a fault of a message, the two ends may remember different things: parts of it were not read. */
    boolean lostBy(Fault fault) {
        return used && fault instanceof OwnFault;
    }

    /**
     * In place of the parts of OCSP responses.
     *
     * @throws MalformedCompactException if the part is not of the form, or refers to what is not remembered
     */
    List<byte[]> ocsp(byte[] part, PartLimits limits) {
        ByteBuf in = Unpooled.wrappedBuffer(part);
        int count = Varint.read(in, limits.ocspResponses());
        List<byte[]> responses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            responses.add(document(in, limits.ocsp()));
        }
        if (in.isReadable()) {
            throw new MalformedCompactException("goes on after its end");
        }
        return responses;
    }

    /**
     * In place of the parts of hash chain and signature.
     *
     * @throws MalformedCompactException if the part is not of the form, or refers to what is not remembered
     */
    SignatureParts seal(byte[] part, PartLimits limits) {
        ByteBuf in = Unpooled.wrappedBuffer(part);
        int form = Varint.read(in, CompactForm.CHAINED);
        byte[] pattern = document(in, limits.signature());
        if (form == CompactForm.DIRECT) {
            byte[] signature = Patch.apply(pattern, in.readSlice(length(in)));
            if (in.isReadable()) {
                throw new MalformedCompactException("goes on after its end");
            }
            return SignatureParts.direct(signature);
        }
        byte[] signature = shared.patched(pattern, in.readSlice(length(in)));
        byte[] resultPattern = document(in, limits.chain());
        byte[] result = shared.patched(resultPattern, in.readSlice(length(in)));
        byte[] path = new byte[in.readableBytes()];
        in.readBytes(path);
        try {
            return new SignatureParts(signature, result, null, HashPath.decode(path));
        } catch (IllegalArgumentException e) {
            throw new MalformedCompactException("has no hash path: " + e.getMessage());
        }
    }

    private static int length(ByteBuf in) {
        return Varint.readLength(in, Integer.MAX_VALUE);
    }

    private byte[] document(ByteBuf in, int limit) {
        int how = Varint.read(in, CompactForm.REFERENCE + CompactForm.ENTRIES - 1);
        if (how >= CompactForm.REFERENCE) {
            byte[] known = table.use(how - CompactForm.REFERENCE);
            if (known == null || known.length > limit) {
                throw new MalformedCompactException(
                        "refers to a document that was not sent before, or is of another kind");
            }
            return known;
        }
        int length = length(in);
        if (length > limit) {
            throw new MalformedCompactException(
                    "has a document of " + length + " bytes (expected: at most " + limit + ")");
        }
        byte[] document = new byte[length];
        in.readBytes(document);
        if (how == CompactForm.REMEMBERED) {
            if (!OctetTable.takes(length)) {
                throw new MalformedCompactException("has a document of " + length
                        + " bytes to remember (expected: at most " + CompactForm.BYTES + ")");
            }
            document = shared.intern(document);
            table.add(document);
        }
        return document;
    }
}
