package org.spean.soap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.fault.Origin;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;
import org.spean.message.AttachmentHead;
import org.spean.message.SoapResponse;

/** What an information system is given of a message whose sender chose boundary and attachments with care. */
class SoapBodyWriterTest {

    private static final byte[] ENVELOPE =
            Capture.of("golden", "soap-simple", Direction.RESPONSE).message();
    private static final HttpHeaders XML = new DefaultHttpHeaders().add("content-type", "text/xml; charset=UTF-8");
    /** To a reader who seeks {@code evil} it is two parts and the end of all. */
    private static final String CONTENT = "signed\r\n--evil\r\nContent-ID: <a2>\r\n\r\nsmuggled\r\n--evil--\r\nlost";

    private static SoapBodyWriter writer(String type) {
        return new SoapBodyWriter(
                new SoapResponse(Objects.requireNonNull(SoapReader.read(ENVELOPE, Origin.SERVER_PROXY)), XML, type),
                true);
    }

    private static byte[] written(SoapBodyWriter writer) {
        UnpooledByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        HttpHeaders headers = new DefaultHttpHeaders().add("Content-ID", "<a1>");
        ByteBuf all = Unpooled.wrappedBuffer(
                writer.begin(allocator),
                writer.attachment(allocator, new AttachmentHead(1, headers)),
                Unpooled.wrappedBuffer(CONTENT.getBytes(UTF_8)),
                writer.end(allocator));
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes).release();
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/related; boundary=evil",
                "multipart/related; type=\"text/xml\"; start=\"<root>\"; boundary=\"evil\"; start-info=\"text/xml\"",
                "multipart/related; boundary=other; boundary*=utf-8''evil",
                "multipart/related; boundary=other; boundary*0=ev; boundary*1=il",
            })
    void attachmentWithTheSendersBoundaryStaysOnePart(String type) throws Exception {
        SoapBodyWriter writer = writer(type);

        assertThat(writer.contentType()).doesNotContain("evil", "boundary*", "=ev;");
        List<Part> parts = RawMessage.parts(written(writer), writer.contentType());
        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().content()).isEqualTo(ENVELOPE);
        assertThat(parts.getLast().header("Content-ID")).isEqualTo("<a1>");
        assertThat(new String(parts.getLast().content(), UTF_8)).isEqualTo(CONTENT);
    }

    @Test
    void everyMessageHasABoundaryOfItsOwnAndTheOtherParameters() {
        String type = "multipart/related; start=\"<r>\"; boundary=\"evil\"; start-info=\"text/xml\"";

        String first = writer(type).contentType();

        assertThat(first)
                .matches("multipart/related; start=\"<r>\"; boundary=\"xroad[a-z]{30}\"; start-info=\"text/xml\"")
                .isNotEqualTo(writer(type).contentType());
    }
}
