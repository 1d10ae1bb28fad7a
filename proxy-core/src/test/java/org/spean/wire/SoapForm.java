package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.spean.golden.Capture;
import org.spean.golden.Part;

/** A captured SOAP message as the information system had it, put together by a writer that knows nothing of ours. */
final class SoapForm {

    private SoapForm() {}

    static boolean isFault(Capture response) {
        return !response.isSigned();
    }

    /** What the service answered: without the hash of the request, which its security server put in. */
    static byte[] ofService(Capture response) {
        String hashed = new String(response.message(), ISO_8859_1);
        String answered = hashed.replaceFirst("<[a-z]+:requestHash .*</[a-z]+:requestHash>", "");
        if (hashed.equals(answered)) {
            throw new AssertionError(response + " has no request hash");
        }
        return entity(response, answered.getBytes(ISO_8859_1));
    }

    /** The captured message with this envelope: a multipart if it was one. */
    static byte[] entity(Capture capture, byte[] envelope) {
        String type = Objects.requireNonNull(capture.header("x-original-content-type"));
        if (!type.startsWith("multipart/")) {
            return envelope;
        }
        String boundary = boundary(type);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        part(out, boundary, capture.messagePart(), envelope);
        for (Part attachment : capture.attachments()) {
            part(out, boundary, attachment, attachment.content());
        }
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    private static String boundary(String type) {
        return type.replaceFirst(".*boundary=\"?([^\";]+).*", "$1");
    }

    /** A text of ours with the captured boundary in place of ours, which must be another. */
    static String comparable(Capture capture, String ourType, String text) {
        String type = Objects.requireNonNull(capture.header("x-original-content-type"));
        if (!type.startsWith("multipart/")) {
            return text;
        }
        if (boundary(ourType).equals(boundary(type))) {
            throw new AssertionError("boundary of the sender: " + ourType);
        }
        return text.replace(boundary(ourType), boundary(type));
    }

    private static void part(ByteArrayOutputStream out, String boundary, Part part, byte[] content) {
        out.writeBytes(("--" + boundary + "\r\n").getBytes(ISO_8859_1));
        out.writeBytes(part.headerBytes());
        out.writeBytes(content);
        out.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
}
