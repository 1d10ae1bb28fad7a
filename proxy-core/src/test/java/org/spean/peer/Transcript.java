package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.hashchain.HashPath;
import org.spean.fault.FaultStyle;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageHead;
import org.spean.message.PeerFailure;
import org.spean.message.ReceivedSeal;
import org.spean.message.SoapHead;
import org.spean.message.TransportHead;

/** Events as lines that can be compared: contents joined, bytes by length and hash. Releases what it hears. */
final class Transcript {
    private final List<String> lines = new ArrayList<>();
    private @Nullable ByteArrayOutputStream content;

    void add(MessageEvent event) {
        if (event instanceof Content(ByteBuf data)) {
            if (!data.isReadable()) {
                throw new AssertionError("content without a byte");
            }
            if (content == null) {
                content = new ByteArrayOutputStream();
            }
            content.writeBytes(ByteBufUtil.getBytes(data));
            data.release();
            return;
        }
        endContent();
        lines.add(
                switch (event) {
                    case TransportHead head ->
                        transport(
                                head.requestId(),
                                head.algorithm().headerName(),
                                head.messageType(),
                                head.originalContentType(),
                                head.soapAction(),
                                head.proxyVersion(),
                                head.ocspResponses(),
                                head.keepAlive());
                    case SoapHead head -> message(head.message().octets(), headers(head.mimeHeaders()));
                    case MessageHead head -> message(head.octets(), List.of());
                    case AttachmentHead head -> attachment(head.number(), headers(head.headers()));
                    case Content c -> throw new AssertionError(c);
                    case ReceivedSeal seal ->
                        seal(
                                        seal.parts().signature(),
                                        seal.parts().result(),
                                        seal.parts().chain())
                                + path(seal.parts().path());
                    case PeerFailure failure ->
                        "failure " + failure.fault().code(FaultStyle.OLD) + " | "
                                + failure.fault().message() + (failure.framingLost() ? " | lost" : "");
                    case MessageEnd end -> "end";
                });
    }

    private void endContent() {
        if (content != null) {
            lines.add(content(content.toByteArray()));
            content = null;
        }
    }

    List<String> lines() {
        endContent();
        return lines;
    }

    static String transport(
            String requestId,
            String algorithm,
            @Nullable String type,
            @Nullable String originalContentType,
            @Nullable String soapAction,
            @Nullable String proxyVersion,
            List<byte[]> ocsp,
            boolean keepAlive) {
        return String.join(
                " ",
                "transport",
                requestId,
                algorithm,
                String.valueOf(type),
                "<" + originalContentType + ">",
                "<" + soapAction + ">",
                String.valueOf(proxyVersion),
                ocsp.stream().map(Transcript::bytes).toList().toString(),
                keepAlive ? "keep-alive" : "close");
    }

    static String message(byte[] octets, List<String> headers) {
        return "message " + bytes(octets) + " " + headers;
    }

    static String attachment(int number, List<String> headers) {
        return "attachment " + number + " " + headers;
    }

    private static List<String> headers(HttpHeaders headers) {
        return headers.entries().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }

    static String content(byte[] bytes) {
        return "content " + bytes(bytes);
    }

    static String seal(byte[] signature, byte @Nullable [] result, byte @Nullable [] chain) {
        return "seal " + bytes(signature) + " " + bytes(result) + " " + bytes(chain);
    }

    private static String path(@Nullable HashPath path) {
        return path == null ? "" : " path " + bytes(path.encode());
    }

    static String bytes(byte @Nullable [] bytes) {
        return bytes == null ? "-" : bytes.length + ":" + Integer.toHexString(Arrays.hashCode(bytes));
    }
}
