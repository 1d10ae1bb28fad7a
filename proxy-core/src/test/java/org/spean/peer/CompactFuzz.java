package org.spean.peer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;
import org.spean.fuzz.FuzzTarget;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/**
 * Parts in compact form, one after the other on one connection: of each a byte that says which of the two it is, two for its
 * length, its content. A reader that shares documents with all connections before it, as those of a port do, reads what one reads that is
 * alone.
 */
public final class CompactFuzz implements FuzzTarget {

    private static final PartLimits LIMITS = PartLimits.DEFAULT;

    private final SharedDocuments shared = new SharedDocuments();

    @Override
    public Stream<byte[]> seeds() {
        Capture post = Capture.of("golden", "rest-post-json", Direction.REQUEST);
        Capture get = Capture.of("golden", "rest-get-small", Direction.REQUEST);
        byte[] first = framed(1, CompactParts.seal(post));
        byte[] ocsp = framed(0, CompactParts.ocsp(post.ocsp()));
        byte[] again = framed(1, CompactParts.again(post));
        return Stream.of(
                ocsp,
                first,
                framed(1, CompactParts.seal(get)),
                joined(first, again, again),
                joined(ocsp, first, ocsp),
                joined(ocsp, framed(0, new byte[] {2, 3, 3}), first, again));
    }

    private static byte[] framed(int kind, byte[] part) {
        byte[] framed = new byte[3 + part.length];
        framed[0] = (byte) kind;
        framed[1] = (byte) (part.length >> 8);
        framed[2] = (byte) part.length;
        System.arraycopy(part, 0, framed, 3, part.length);
        return framed;
    }

    private static byte[] joined(byte[]... frames) {
        int length = Arrays.stream(frames).mapToInt(frame -> frame.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] frame : frames) {
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    @Override
    public void run(byte[] input) {
        CompactReader one = new CompactReader(shared);
        CompactReader other = new CompactReader(new SharedDocuments());
        int at = 0;
        while (at + 3 <= input.length) {
            boolean seal = (input[at] & 1) == 1;
            int length = (input[at + 1] & 0xFF) << 8 | (input[at + 2] & 0xFF);
            int from = at + 3;
            at = Math.min(input.length, from + length);
            byte[] part = Arrays.copyOfRange(input, from, at);
            String read = read(one, seal, part);
            String alone = read(other, seal, part.clone());
            if (!read.equals(alone)) {
                throw new AssertionError("shared: " + read + ", alone: " + alone);
            }
            if (read.startsWith("refused")) {
                return; // the connection ends
            }
        }
    }

    private static String read(CompactReader reader, boolean seal, byte[] part) {
        try {
            return seal ? shown(reader.seal(part, LIMITS)) : shown(reader.ocsp(part, LIMITS));
        } catch (MalformedCompactException refused) {
            return "refused: " + Objects.requireNonNull(refused.getMessage());
        }
    }

    private static String shown(SignatureParts parts) {
        byte[] result = parts.result();
        HashPath path = parts.path();
        within(parts.signature(), LIMITS.signature());
        if (result != null) {
            within(result, LIMITS.chain());
        }
        if (result == null != (path == null) || parts.chain() != null) {
            throw new AssertionError("a result without its path, or the other way");
        }
        return Arrays.hashCode(parts.signature()) + " " + Arrays.hashCode(result) + " "
                + (path == null ? "" : Arrays.hashCode(path.encode()));
    }

    private static String shown(List<byte[]> responses) {
        if (responses.size() > LIMITS.ocspResponses()) {
            throw new AssertionError(responses.size() + " OCSP responses");
        }
        responses.forEach(response -> within(response, LIMITS.ocsp()));
        return responses.stream().map(Arrays::hashCode).toList().toString();
    }

    private static void within(byte[] document, int limit) {
        if (document.length > limit) {
            throw new AssertionError(document.length + " bytes, beyond " + limit);
        }
    }
}
