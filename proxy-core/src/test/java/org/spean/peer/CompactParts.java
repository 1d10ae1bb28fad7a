package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;

/** Parts in compact form of what was captured in the other, as another gateway of this kind would have sent it. */
final class CompactParts {

    private CompactParts() {}

    /** All OCSP responses, remembered. */
    static byte[] ocsp(List<byte[]> responses) {
        ByteBuf out = Unpooled.buffer();
        Varint.write(out, responses.size());
        responses.forEach(response -> remembered(out, response));
        return ByteBufUtil.getBytes(out);
    }

    /** Signature and hash chain, the documents remembered. */
    static byte[] seal(Capture capture) {
        SignatureParts parts = capture.signature().compact(capture.digests());
        ByteBuf out = Unpooled.buffer();
        byte[] result = parts.result();
        out.writeByte(result == null ? CompactForm.DIRECT : CompactForm.CHAINED);
        remembered(out, parts.signature());
        Varint.write(out, 0); // no patch
        if (result != null) {
            remembered(out, result);
            Varint.write(out, 0);
            HashPath path = parts.path(); // of a chain that another wrote there is none: then one that proves nothing
            out.writeBytes((path == null ? HashPath.alone(capture.algorithm()) : path).encode());
        }
        return ByteBufUtil.getBytes(out);
    }

    /** The same when the documents were sent before, with a byte of each changed. */
    static byte[] again(Capture capture) {
        HashPath path = Objects.requireNonNull(
                capture.signature().compact(capture.digests()).path());
        ByteBuf out = Unpooled.buffer();
        out.writeByte(CompactForm.CHAINED);
        patched(out, 1); // of two, the one used first
        patched(out, 1);
        out.writeBytes(path.encode());
        return ByteBufUtil.getBytes(out);
    }

    private static void patched(ByteBuf out, int place) {
        Varint.write(out, CompactForm.REFERENCE + place);
        Varint.write(out, 4); // bytes of the patch
        Varint.write(out, 300);
        Varint.write(out, 1);
        out.writeByte('X');
    }

    private static void remembered(ByteBuf out, byte[] document) {
        Varint.write(out, CompactForm.REMEMBERED);
        Varint.write(out, document.length);
        out.writeBytes(document);
    }
}
