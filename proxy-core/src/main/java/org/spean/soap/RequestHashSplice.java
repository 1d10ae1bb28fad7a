package org.spean.soap;

import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.message.SoapMessage;
import org.spean.message.SoapMessage.RequestHashField;

/**
 * Puts the hash of the request into a response, in the place of one that the service may have sent: the one change that the
 * protocol asks for (PR-MESS, 2.2). All other bytes stay as they are.
 */
public final class RequestHashSplice {
    private RequestHashSplice() {}

    /**
     * The response with its request's hash behind its id, in its own character encoding.
     *
     * @param hash Base64 of the SHA-512 of the request
     */
    public static SoapMessage into(SoapMessage response, String hash) {
        String algorithm = DigestAlgorithm.SHA_512.uri();
        String name = response.headerPrefix() + "requestHash";
        String prefix = response.headerPrefix();
        String declaration = !response.prefixWithin()
                ? ""
                : " xmlns" + (prefix.isEmpty() ? "" : ":" + prefix.substring(0, prefix.length() - 1)) + "=\""
                        + HeaderFields.XROAD + "\"";
        byte[] field = ("<" + name + declaration + " algorithmId=\"" + algorithm + "\">" + hash + "</" + name + ">")
                .getBytes(response.charset());
        RequestHashField sent = response.requestHash();
        int cutStart = sent == null ? response.idEnd() : sent.start();
        int cutEnd = sent == null ? response.idEnd() : sent.end();
        int idEnd = cutStart < response.idEnd() ? response.idEnd() - (cutEnd - cutStart) : response.idEnd();

        byte[] octets = response.octets();
        byte[] out = new byte[octets.length + field.length - (cutEnd - cutStart)];
        int at = copy(octets, 0, Math.min(cutStart, response.idEnd()), out, 0);
        if (cutStart < response.idEnd()) { // in front of the id
            at = copy(octets, cutEnd, response.idEnd(), out, at);
        }
        at = copy(field, 0, field.length, out, at);
        if (cutStart >= response.idEnd()) {
            at = copy(octets, response.idEnd(), cutStart, out, at);
        }
        copy(octets, Math.max(cutEnd, response.idEnd()), octets.length, out, at);

        int shift = out.length - octets.length;
        return new SoapMessage(
                out,
                response.charset(),
                response.client(),
                response.service(),
                response.id(),
                response.userId(),
                response.issue(),
                response.targetServer(),
                response.representedParty(),
                new RequestHashField(algorithm, hash, idEnd, idEnd + field.length),
                response.bodyElement(),
                response.headerPrefix(),
                response.prefixWithin(),
                idEnd,
                response.bodyStart() + shift,
                response.bodyEnd() + shift);
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }
}
