package org.spean.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultException;
import org.spean.fault.FaultStyle;
import org.spean.fault.Origin;
import org.spean.fuzz.FuzzTarget;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEvent;
import org.spean.testbed.service.SoapMessages;

/**
 * SOAP messages of clients and services, with attachments: a line with the content type, then the body. However they are cut, the
 * same comes of them, no more than came in, and no buffer is left.
 */
public final class SoapBodyFuzz implements FuzzTarget {

    private static final int MOST_ENVELOPE = 16 * 1024;
    private static final int MOST_HEADERS = 4096;
    private static final int MOST_ATTACHMENTS = 8;

    @Override
    public Stream<byte[]> seeds() {
        String envelope = SoapMessages.request(
                "CAMBODIA/COM/CAMDX-000201/BANK",
                "CAMBODIA/GOV/CAMDX-000121/IDENTITY/getPerson/v1",
                "id-1",
                "<nationalId>1</nationalId>");
        String part = "--bankBoundary5281\r\nContent-Type: text/xml; charset=UTF-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\nContent-ID: <root@bank>\r\n\r\n" + envelope;
        String attachments = """

                --bankBoundary5281
                Content-Type: application/octet-stream
                Content-ID: <a1@bank>

                \0\1\2--bank
                --bankBoundary528

                --bankBoundary5281


                --bankBoundary5281--
                """.replace("\n", "\r\n");
        return Stream.of(
                        "text/xml; charset=UTF-8\n" + envelope,
                        "application/soap+xml\n" + envelope,
                        SoapMessages.RELATED + "\n" + part + attachments,
                        SoapMessages.RELATED + "\npreamble\r\n" + part + "\r\n--bankBoundary5281--epilogue",
                        SoapMessages.RELATED_XOP + "\n"
                                + part.replace("text/xml; charset=UTF-8", "application/xop+xml; type=\"text/xml\"")
                                + attachments,
                        SoapMessages.RELATED + "\n" + part.replace("\r\n", "\n") + attachments.replace("\r\n", "\n"),
                        "multipart/related\n" + part)
                .map(text -> text.getBytes(UTF_8));
    }

    @Override
    public void run(byte[] input) {
        int line = 0;
        while (line < input.length && input[line] != '\n') {
            line++;
        }
        String type = new String(input, 0, line, ISO_8859_1);
        byte[] body = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);
        for (Origin origin : new Origin[] {Origin.CLIENT, Origin.SERVER_PROXY}) {
            List<String> whole = read(type, body, origin, body.length);
            int middle = body.length < 2 ? body.length : 1 + Math.floorMod(Arrays.hashCode(body), body.length - 1);
            List<String> cut = read(type, body, origin, middle);
            if (!whole.equals(cut)) {
                throw new AssertionError("whole: " + whole + "\ncut at " + middle + ": " + cut);
            }
        }
        read(null, body, Origin.CLIENT, body.length);
    }

    private static List<String> read(@Nullable String type, byte[] body, Origin origin, int middle) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        Heard heard = new Heard();
        SoapBodyReader reader = null;
        try {
            reader = new SoapBodyReader(type, MOST_ENVELOPE, MOST_HEADERS, MOST_ATTACHMENTS, origin, heard);
            reader.feed(allocator.buffer().writeBytes(body, 0, middle));
            if (middle < body.length) {
                reader.feed(allocator.buffer().writeBytes(body, middle, body.length - middle));
            }
            reader.end();
        } catch (FaultException e) {
            if (e.fault().message().isEmpty()) {
                throw new AssertionError("a refusal without its reason", e);
            }
            heard.lines.add(e.fault().code(FaultStyle.OLD) + ": " + e.fault().message());
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
        long left = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
        if (left != 0) {
            throw new AssertionError("leaked: " + left + " bytes");
        }
        if (heard.bytes > body.length) {
            throw new AssertionError("more than there was: " + heard.bytes + " of " + body.length);
        }
        return heard.lines();
    }

    private static final class Heard implements SoapBodyReader.Listener {
        private final List<String> lines = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private int bytes;

        @Override
        public void envelope(byte[] octets, HttpHeaders mimeHeaders) {
            bytes += octets.length;
            if (octets.length > MOST_ENVELOPE) {
                throw new AssertionError("an envelope of " + octets.length + " bytes");
            }
            lines.add("envelope " + Arrays.hashCode(octets) + " " + mimeHeaders.entries());
        }

        @Override
        public void attachment(MessageEvent event) {
            switch (event) {
                case AttachmentHead head -> {
                    flush();
                    lines.add(
                            "attachment " + head.number() + " " + head.headers().entries());
                }
                case Content(ByteBuf data) -> {
                    bytes += data.readableBytes();
                    content.writeBytes(ByteBufUtil.getBytes(data));
                    data.release();
                }
                default -> throw new AssertionError(event);
            }
        }

        private void flush() {
            if (content.size() > 0) {
                lines.add("content " + content.size() + " " + Arrays.hashCode(content.toByteArray()));
                content.reset();
            }
        }

        List<String> lines() {
            flush();
            return lines;
        }
    }
}
