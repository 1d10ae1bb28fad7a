package org.spean.soap;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import org.spean.message.SoapMessage;

/**
 * The answer to a request that is made here: the request's own envelope, header and all, with another body and the hash of
 * the request (PR-MESS, 2.2).
 */
public final class SoapReply {
    private SoapReply() {}

    /**
     * An answer in the request's own character encoding.
     *
     * @param element local name of the one element in the new body
     * @param body the new body's content: well-formed, declares the namespaces that it uses
     * @param hash Base64 of the SHA-512 of the request
     */
    public static SoapMessage to(SoapMessage request, String element, String body, String hash) {
        byte[] content = encoded(body, request.charset());
        byte[] octets = request.octets();
        byte[] out = new byte[request.bodyStart() + content.length + octets.length - request.bodyEnd()];
        System.arraycopy(octets, 0, out, 0, request.bodyStart());
        System.arraycopy(content, 0, out, request.bodyStart(), content.length);
        int bodyEnd = request.bodyStart() + content.length;
        System.arraycopy(octets, request.bodyEnd(), out, bodyEnd, octets.length - request.bodyEnd());
        SoapMessage answer = new SoapMessage(
                out,
                request.charset(),
                request.client(),
                request.service(),
                request.id(),
                request.userId(),
                request.issue(),
                request.targetServer(),
                request.representedParty(),
                request.requestHash(),
                element,
                request.headerPrefix(),
                request.prefixWithin(),
                request.idEnd(),
                request.bodyStart(),
                bodyEnd);
        return RequestHashSplice.into(answer, hash);
    }

    /** What an encoding has no letter for is written as a character reference. */
    private static byte[] encoded(String text, Charset charset) {
        CharsetEncoder encoder = charset.newEncoder();
        if (encoder.canEncode(text)) {
            return text.getBytes(charset);
        }
        StringBuilder out = new StringBuilder(text.length() + 64);
        text.codePoints().forEach(point -> {
            String letter = Character.toString(point);
            if (encoder.canEncode(letter)) {
                out.append(letter);
            } else {
                out.append("&#").append(point).append(';');
            }
        });
        return out.toString().getBytes(charset);
    }

    /** Content type of an envelope in the encoding of this one, as it is written alone. */
    public static String contentType(SoapMessage message) {
        byte[] octets = message.octets();
        boolean marked = octets.length > 1 && (octets[0] & 0xFE) == 0xFE && (octets[1] & 0xFE) == 0xFE;
        return "text/xml; charset="
                + (marked ? "UTF-16" : message.charset().name()); // with a mark, no order of bytes may be named
    }
}
