package org.spean.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.golden.Capture;
import org.spean.golden.Part;

class MultipartParserTest {
    private static final String BOUNDARY = "xtop";

    /** Hears a multipart to its end; also a nested one. */
    private static final class Hearing implements PartListener {
        private final List<String> parts = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean ended;

        @Override
        public void partBegins(PartHead head) {
            assertThat(ended).isFalse();
            content.reset();
            parts.add(head.mediaType());
        }

        @Override
        public void content(ByteBuf data) {
            assertThat(data.isReadable()).isTrue();
            content.writeBytes(ByteBufUtil.getBytes(data));
            data.release();
        }

        @Override
        public void partEnds() {
            parts.add(content.toString(ISO_8859_1));
        }

        @Override
        public void multipartEnds() {
            ended = true;
        }
    }

    private static List<String> parse(String boundary, byte[] bytes, Random cuts) {
        Hearing hearing = new Hearing();
        MultipartParser parser = new MultipartParser(boundary, 4096);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + cuts.nextInt(bytes.length));
            ByteBuf piece = Unpooled.buffer().writeBytes(bytes, from, to - from);
            parser.feed(piece, hearing);
            assertThat(piece.isReadable()).isFalse();
            assertThat(piece.release()).as("no slice is left").isTrue();
            from = to;
        }
        parser.finish();
        assertThat(parser.ended()).isTrue();
        return hearing.parts;
    }

    static Stream<Capture> multiparts() {
        return Capture.allWithSoap().filter(c -> !c.parts().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("multiparts")
    void capturesGiveTheirParts(Capture capture) {
        assertThat(parse(capture.boundary(), capture.entity(), new Random(7))).isEqualTo(texts(capture.parts()));
    }

    static Stream<Capture> withAttachments() {
        return multiparts().filter(c -> c.parts().stream().anyMatch(p -> p.is("multipart/mixed")));
    }

    @ParameterizedTest
    @MethodSource("withAttachments")
    void nestedMultipartGivesItsParts(Capture capture) {
        Part nested = capture.parts().stream()
                .filter(p -> p.is("multipart/mixed"))
                .findFirst()
                .orElseThrow();
        ContentType type = Objects.requireNonNull(ContentType.parse(nested.contentType()));
        assertThat(parse(Objects.requireNonNull(type.boundary()), nested.content(), new Random(7)))
                .isEqualTo(texts(capture.attachments()));
    }

    private static List<String> texts(List<Part> parts) {
        return parts.stream()
                .flatMap(p ->
                        Stream.of(p.contentType().replaceFirst(";.*", "").strip(), new String(p.content(), ISO_8859_1)))
                .toList();
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll("contents") List<String> contents, @ForAll long seed) {
        MultipartWriter writer = new MultipartWriter(BOUNDARY);
        ByteBuf out = Unpooled.buffer();
        List<String> expected = new ArrayList<>();
        for (String content : contents) {
            writer.open(out, "application/test".getBytes(ISO_8859_1));
            out.writeCharSequence(content, ISO_8859_1);
            expected.add("application/test");
            expected.add(content);
        }
        writer.close(out);
        assertThat(parse(BOUNDARY, ByteBufUtil.getBytes(out), new Random(seed))).isEqualTo(expected);
    }

    /** Contents made of what delimiters are made of, but without a whole one. */
    @Provide
    Arbitrary<List<String>> contents() {
        return Arbitraries.of(
                        "\r", "\n", "\r\n", "-", "--", "x", "xtop", "\r\n--xto", "\r\n--xtopp", "\r\n--xtop ", "a")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces))
                .filter(text ->
                        !(text + "\r\n--xtop").replaceFirst("\r\n--xtop$", "").matches("(?s).*\r\n--xtop(--|\r\n).*"))
                .filter(text -> !text.endsWith("\r\n--xtop") && !text.endsWith("\r\n--xtop-"))
                .list()
                .ofMaxSize(5);
    }

    @Test
    void boundaryMustBeOfSearchableLength() {
        assertThatThrownBy(() -> new MultipartParser("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MultipartParser("x".repeat(71), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void headersArePreserved() {
        List<PartHead> heads = new ArrayList<>();
        PartListener listener = new PartListener() {
            @Override
            public void partBegins(PartHead head) {
                heads.add(head);
            }

            @Override
            public void content(ByteBuf data) {
                data.release();
            }

            @Override
            public void partEnds() {}

            @Override
            public void multipartEnds() {}
        };
        String text = "--b\r\nContent-ID: <root@mock>\r\nContent-Type:Text/XML ; charset=\"UTF-8\"\r\n\r\n\r\n--b--";
        new MultipartParser("b", 4096).feed(Unpooled.copiedBuffer(text, ISO_8859_1), listener);
        PartHead head = heads.getFirst();
        assertThat(head.mediaType()).isEqualTo("text/xml");
        assertThat(head.headers().get("content-id")).isEqualTo("<root@mock>");
        assertThat(Objects.requireNonNull(head.contentType()).parameters()).containsEntry("charset", "UTF-8");
    }
}
