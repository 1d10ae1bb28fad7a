package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spean.golden.Capture;

/** One bit of a captured message that is flipped, and what is to come of it. */
enum Alteration {
    MESSAGE("(?i)x-road-id:[^\r]*?([0-9a-z]{2})\r\n", "invalid_signature_value"),
    SOAP_MESSAGE("<[a-z]+:userId>([0-9A-Z]+)<", "invalid_signature_value"),
    ATTACHMENT("(?i)content-transfer-encoding: binary\r\n\r\n(.+?)\r\n--xatt", "invalid_signature_value"),
    BODY("application/x-road-rest-body\r\n\r\n(.+?)\r\n--xtop", "invalid_signature_value"),
    SHOWN_OCSP_RESPONSE("application/ocsp-response\r\n\r\n(.+?)\r\n--xtop", "ssl_authentication_failed"),
    REFERENCE("<ds:Reference Id=\"[^\"]*\" URI=\"/([a-z-]+)\\.xml\"", "invalid_reference"),
    DIGEST_OF_DOCUMENT("<ds:DigestValue>([0-9A-Za-z+/]+)", "invalid_signature_value"),
    DIGEST_OF_PROPERTIES("URI=\"#signed-properties\".*?<ds:DigestValue>([0-9A-Za-z+/]+)", "invalid_signature_value"),
    SIGNATURE_VALUE("<ds:SignatureValue[^>]*>\n([^<\n]+)", "invalid_signature_value"),
    SIGNING_TIME("SigningTime>[^.]*?([0-9]{2})\\.", "invalid_signature_value"),
    CERTIFICATE("<ds:X509Certificate>\n([^<]+)", "incorrect_certificate"),
    DIGEST_OF_CERTIFICATE("<xades:CertDigest>.*?<ds:DigestValue>([^<]+)", "invalid_signature_value"),
    CERTIFICATE_OF_INTERMEDIATE("EncapsulatedX509Certificate[^>]*>([^<]+)", "incorrect_certificate"),
    OCSP_RESPONSE("EncapsulatedOCSPValue[^>]*>([^<]+)", "cert_validation"),
    HASH_CHAIN_RESULT("HashChainResult .*?DigestValue>([^<]+)", "invalid_signature_value"),
    HASH_CHAIN("DataRef URI=\"/message.xml\">\\s*<[a-z0-9:]*DigestValue>([^<]+)", "invalid_signature_value"),
    HASH_CHAIN_STEP("HashValue>\\s*<[a-z0-9:]*DigestValue>([^<]+)", "invalid_signature_value");

    private final Pattern region;
    private final String code;

    Alteration(String region, String code) {
        this.region = Pattern.compile(region, Pattern.DOTALL);
        this.code = code;
    }

    /** The code of the refusal in the newer spelling, without its origin. */
    String code() {
        return code;
    }

    /** The whole message altered; {@code null} if it has nothing of this kind. */
    byte @Nullable [] of(Capture capture) {
        byte[] entity = capture.entity().clone();
        Matcher found = region.matcher(new String(entity, ISO_8859_1));
        if (!found.find()) {
            return null;
        }
        flip(entity, (found.start(1) + found.end(1)) / 2, found.end(1));
        return framed(capture, entity);
    }

    /** Turns a letter or digit into another, so that what fails is not the encoding; in binary data any bit will do. */
    private static void flip(byte[] entity, int from, int to) {
        for (int at = from; at < to; at++) {
            for (int bit = 1; bit < 128; bit <<= 1) {
                if (plain(entity[at]) && plain(entity[at] ^ bit)) {
                    entity[at] ^= (byte) bit;
                    return;
                }
            }
        }
        entity[from] ^= 1;
    }

    private static boolean plain(int letter) {
        return letter < 128 && Character.isLetterOrDigit(letter);
    }

    /** An entity behind the captured head, in one chunk where that announces chunks. */
    static byte[] framed(Capture capture, byte[] entity) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(capture.head());
        boolean chunked = "chunked".equals(capture.header("Transfer-Encoding"));
        if (chunked) {
            out.writeBytes((Integer.toHexString(entity.length) + "\r\n").getBytes(ISO_8859_1));
        }
        out.writeBytes(entity);
        if (chunked) {
            out.writeBytes("\r\n0\r\n\r\n".getBytes(ISO_8859_1));
        }
        return out.toByteArray();
    }
}
