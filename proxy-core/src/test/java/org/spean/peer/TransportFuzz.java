package org.spean.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.spean.fuzz.FuzzTarget;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.Part;

/**
 * Whole messages between two servers, head and multipart, by the decoders that a gateway has, on connections that know the compact form
 * and on others: however they are cut, the same comes of them, and no buffer is left.
 */
public final class TransportFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        return Stream.concat(
                Capture.allWithSoap()
                        .filter(capture -> capture.bytes().length < 32_000)
                        .map(Capture::bytes)
                        .limit(60),
                Stream.of(
                                Capture.of("golden", "rest-get-small", Direction.REQUEST),
                                Capture.of("golden", "rest-post-json", Direction.REQUEST),
                                Capture.of("golden", "rest-post-json", Direction.RESPONSE))
                        .map(TransportFuzz::compact));
    }

    /** The message with its proof in compact form. */
    private static byte[] compact(Capture capture) {
        String boundary = "--" + capture.boundary();
        ByteArrayOutputStream entity = new ByteArrayOutputStream();
        if (!capture.ocsp().isEmpty()) {
            part(entity, boundary, CompactForm.OCSP, CompactParts.ocsp(capture.ocsp()));
        }
        for (Part part : capture.parts()) {
            if (part.is("application/x-road-rest-body") || part.equals(capture.messagePart())) {
                part(entity, boundary, part.contentType(), part.content());
            }
        }
        part(entity, boundary, CompactForm.SEAL, CompactParts.seal(capture));
        write(entity, boundary + "--\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, capture.startLine() + "\r\n");
        capture.headers().stream()
                .filter(header -> !header.name().equalsIgnoreCase("transfer-encoding")
                        && !header.name().equalsIgnoreCase("content-length"))
                .forEach(header -> write(out, header.name() + ": " + header.value() + "\r\n"));
        write(out, "content-length: " + entity.size() + "\r\n\r\n");
        out.writeBytes(entity.toByteArray());
        return out.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, String boundary, String type, byte[] content) {
        write(out, boundary + "\r\ncontent-type: " + type + "\r\n\r\n");
        out.writeBytes(content);
        write(out, "\r\n");
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(ISO_8859_1));
    }

    @Override
    public void run(byte[] input) {
        for (boolean open : new boolean[] {false, true}) {
            howeverCut(input, () -> Wire.readingRequests(PartLimits.DEFAULT, reader(open)));
            howeverCut(input, () -> Wire.readingResponses(PartLimits.DEFAULT, reader(open)));
        }
    }

    private static CompactReader reader(boolean open) {
        CompactReader reader = new CompactReader(new SharedDocuments());
        if (open) {
            reader.open();
        }
        return reader;
    }

    private static void howeverCut(byte[] input, Supplier<Wire> wire) {
        List<String> whole = outcome(wire.get(), input, new int[0]);
        if (input.length > 2) {
            int middle = 1 + Math.floorMod(Arrays.hashCode(input), input.length - 1);
            List<String> cut = outcome(wire.get(), input, new int[] {middle});
            if (!whole.equals(cut)) {
                throw new AssertionError("whole: " + whole + "\ncut: " + cut);
            }
        }
    }

    private static List<String> outcome(Wire wire, byte[] input, int[] cuts) {
        try (wire) {
            return wire.read(input, cuts, true);
        }
    }
}
