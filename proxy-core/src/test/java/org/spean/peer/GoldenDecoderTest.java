package org.spean.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.Part;

/** Every captured message gives the same events, whole or cut in any way, and leaves no buffer behind. */
class GoldenDecoderTest {
    private static final int SMALL = 20_000;

    static Stream<Capture> captures() {
        return Capture.allWithSoap();
    }

    static Stream<Capture> shapes() {
        return Stream.of(
                        "rest-post-json",
                        "rest-get-small",
                        "rest-204",
                        "rest-access-denied",
                        "rest-provider-down",
                        "soap-simple",
                        "soap-attachment-2",
                        "soap-fault-from-provider")
                .flatMap(scenario -> Capture.in("golden", scenario));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void wholeMessageGivesItsParts(Capture capture) {
        try (Wire wire = Wire.reading(capture)) {
            assertThat(wire.read(capture.bytes(), new int[0], true)).isEqualTo(expected(capture));
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void messageInPiecesGivesTheSame(Capture capture) {
        byte[] bytes = capture.bytes();
        List<String> expected = expected(capture);
        if (bytes.length < SMALL) {
            try (Wire wire = Wire.reading(capture)) {
                assertThat(wire.read(bytes, IntStream.range(1, bytes.length).toArray(), true))
                        .isEqualTo(expected);
            }
        }
        Random random = new Random(bytes.length);
        for (int round = 0; round < 8; round++) {
            int[] cuts = random.ints(1 + round * 4L, 1, bytes.length)
                    .sorted()
                    .distinct()
                    .toArray();
            try (Wire wire = Wire.reading(capture)) {
                assertThat(wire.read(bytes, cuts, true)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void cutAtEveryByte(Capture capture) {
        byte[] bytes = capture.bytes();
        List<String> expected = expected(capture);
        for (int cut = 1; cut < bytes.length; cut++) {
            try (Wire wire = Wire.reading(capture)) {
                assertThat(wire.read(bytes, new int[] {cut}, true))
                        .as("cut at %d", cut)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void oneConnectionCarriesSeveralMessages() {
        for (Direction direction : Direction.values()) {
            List<Capture> two = Capture.in("golden", "pooled-two-requests")
                    .filter(c -> c.direction() == direction)
                    .toList();
            assertThat(two).hasSize(2);
            List<String> expected = new ArrayList<>(expected(two.getFirst()));
            expected.addAll(expected(two.getLast()));
            byte[] first = two.getFirst().bytes();
            byte[] both =
                    java.util.Arrays.copyOf(first, first.length + two.getLast().bytes().length);
            System.arraycopy(two.getLast().bytes(), 0, both, first.length, both.length - first.length);
            try (Wire wire = Wire.reading(two.getFirst())) {
                assertThat(wire.read(both, new int[] {first.length - 3, first.length + 7}, false))
                        .isEqualTo(expected);
            }
        }
    }

    /** What the capture's own parser, which shares no code with ours, found in the same bytes. */
    private static List<String> expected(Capture capture) {
        List<String> lines = new ArrayList<>();
        boolean request = capture.direction() == Direction.REQUEST;
        if (capture.parts().isEmpty()) {
            boolean keepAlive = !"close".equals(capture.header("Connection"));
            lines.add(fault(capture.entity()) + (keepAlive ? "" : " | lost"));
        } else if (capture.messagePart().is("text/xml") && !request && isFault(capture.message())) {
            lines.add(fault(capture.message()));
        } else {
            boolean keepAlive = request || "chunked".equals(capture.header("Transfer-Encoding"));
            lines.add(Transcript.transport(
                    Objects.requireNonNullElse(capture.header("x-road-request-id"), ""),
                    capture.algorithm().headerName(),
                    capture.header("x-road-message-type"),
                    capture.header("x-original-content-type"),
                    capture.header("x-original-soapaction"),
                    capture.header("x-proxy-version"),
                    capture.ocsp(),
                    keepAlive));
            lines.add(
                    Transcript.message(capture.message(), capture.rest() ? List.of() : headers(capture.messagePart())));
            int number = 0;
            for (Part attachment : capture.attachments()) {
                lines.add(Transcript.attachment(++number, headers(attachment)));
                if (attachment.content().length > 0) {
                    lines.add(Transcript.content(attachment.content()));
                }
            }
            lines.add(Transcript.seal(
                    capture.signature().signature(),
                    capture.signature().result(),
                    capture.signature().chain()));
        }
        lines.add("end");
        return lines;
    }

    private static List<String> headers(Part part) {
        return part.headers().stream()
                .map(header -> header.name() + ": " + header.value())
                .toList();
    }

    private static boolean isFault(byte[] envelope) {
        return text(envelope).contains("<faultcode>");
    }

    private static String fault(byte[] envelope) {
        String text = text(envelope);
        return "failure " + between(text, "faultcode") + " | " + between(text, "faultstring");
    }

    private static String text(byte[] envelope) {
        return new String(envelope, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String between(String text, String element) {
        String value = text.replaceFirst("(?s).*<" + element + ">(.*)</" + element + ">.*", "$1");
        return value.replace("&quot;", "\"").replace("&apos;", "'");
    }
}
