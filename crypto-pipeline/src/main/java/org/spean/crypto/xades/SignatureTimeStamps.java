package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The time-stamp over one signature alone: what it covers, and its place in the document (XAdES
 * {@code SignatureTimeStamp}). Stateless.
 */
public final class SignatureTimeStamps {
    private static final byte[] PARENT = "UnsignedSignatureProperties".getBytes(UTF_8);
    private static final String USUAL_PREFIX = "xades:";
    private static final int MAX_PREFIX = 64;

    private SignatureTimeStamps() {}

    /**
     * The bytes that a time-stamp over this signature covers: its value, decoded. XAdES would have the element
     * canonicalised instead; X-Road does not.
     *
     * @throws IllegalArgumentException if this is not a signature document
     */
    public static byte[] stampedValue(byte[] document) {
        ReadSignature read = SignatureReader.read(document);
        if (read instanceof Deviation) {
            read = SantuarioReader.read(document);
        }
        return switch (read) {
            case SignatureDocument signature -> signature.signatureValue();
            case Deviation deviation -> throw new IllegalArgumentException("signature document: " + deviation.reason());
        };
    }

    /**
     * The document with the token in it, as the first of the unsigned properties, where X-Road puts it. Everything else
     * stays as it is, byte for byte, so that the signature holds.
     *
     * @param document a signature document that either reader accepts
     * @throws IllegalArgumentException if it has no unsigned properties: then it was never verified
     */
    public static byte[] embed(byte[] document, byte[] token) {
        // Neither reader accepts comments or CDATA sections, so that the name behind a '<' can only be the element's.
        for (int at = 0; at + PARENT.length < document.length; at++) {
            if (document[at] == '<') {
                int name = nameStart(document, at + 1);
                if (isParent(document, name)) {
                    String prefix = new String(document, at + 1, name - at - 1, UTF_8);
                    return inserted(document, end(document, name + PARENT.length), element(prefix, token));
                }
            }
        }
        throw new IllegalArgumentException("signature document: has no unsigned properties");
    }

    private static int nameStart(byte[] document, int from) {
        for (int i = from; i < Math.min(from + MAX_PREFIX, document.length); i++) {
            byte c = document[i];
            if (c == ':') {
                return i + 1;
            }
            if (c <= ' ' || c == '>' || c == '/') {
                break;
            }
        }
        return from;
    }

    private static boolean isParent(byte[] document, int at) {
        int end = at + PARENT.length;
        if (end >= document.length || (document[end] != '>' && document[end] > ' ')) {
            return false;
        }
        for (int i = 0; i < PARENT.length; i++) {
            if (document[at + i] != PARENT[i]) {
                return false;
            }
        }
        return true;
    }

    /** The place behind the start tag, which may still declare namespaces. */
    private static int end(byte[] document, int from) {
        int quote = 0;
        for (int i = from; i < document.length; i++) {
            byte c = document[i];
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>' && document[i - 1] != '/') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("signature document: has no unsigned properties");
    }

    private static byte[] element(String parentPrefix, byte[] token) {
        String namespace = parentPrefix.equals(USUAL_PREFIX) ? "" : " xmlns:xades=\"" + Profile.XADES + "\"";
        return new Bytes(token.length * 3 / 2 + 256)
                .add("<xades:SignatureTimeStamp" + namespace + "><xades:EncapsulatedTimeStamp>")
                .base64(token)
                .add("</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>")
                .toArray();
    }

    private static byte[] inserted(byte[] document, int at, byte[] element) {
        return new Bytes(document.length + element.length)
                .add(document, 0, at)
                .add(element)
                .add(document, at, document.length)
                .toArray();
    }
}
