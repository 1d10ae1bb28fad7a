package org.spean.confclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a source may send before anything of it is proved. */
class MimePartTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void putsFoldedLinesTogether() throws Exception {
        MimePart part = MimePart.parse(bytes("Content-type: multipart/mixed;\r\n boundary=x\r\n\r\nbody"));

        assertThat(part.headers()).containsEntry("content-type", "multipart/mixed; boundary=x");
        assertThat(part.body()).isEqualTo(bytes("body"));
    }

    @Test
    void refusesAHeaderThatGoesOnAndOn() {
        assertThatThrownBy(() -> MimePart.parse(bytes("Content-type: a\n" + " b\n".repeat(300_000))))
                .isInstanceOf(MalformedException.class)
                .hasMessage("headers of more than 16384 bytes");
    }

    @Test
    void quotesNoMoreThanTheBeginning() {
        assertThatThrownBy(() -> HeaderValue.parse("a; " + "b".repeat(10_000)))
                .isInstanceOf(MalformedException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
        assertThatThrownBy(() -> HeaderValue.parse("c".repeat(10_000)).boundary("multipart/mixed"))
                .isInstanceOf(MalformedException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}
