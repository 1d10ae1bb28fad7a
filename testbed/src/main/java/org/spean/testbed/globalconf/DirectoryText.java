package org.spean.testbed.globalconf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes signed directories as central servers do (PR-GCONF 2.3, 2.4). */
final class DirectoryText {
    private static final String OUTER = "outerBoundary4Jk2";
    private static final String INNER = "innerBoundary9Qx7";
    private static final String SHA_512 = "http://www.w3.org/2001/04/xmlenc#sha512";

    private DirectoryText() {}

    /** One part: what it is, whose, where, under which name and with which bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Item(
            String identifier,
            String instance,
            String location,
            @Nullable String fileName,
            byte[] content) {}

    /** The nested multipart, which is what gets signed. */
    static byte[] directory(Instant expires, int version, List<Item> items) {
        StringBuilder text = new StringBuilder("--" + INNER + "\r\nExpire-date: "
                + expires.truncatedTo(ChronoUnit.SECONDS) + "\r\nVersion: " + version + "\r\n\r\n");
        for (Item item : items) {
            text.append("--").append(INNER).append("\r\nContent-type: application/octet-stream\r\n");
            text.append("Content-transfer-encoding: base64\r\nContent-identifier: ")
                    .append(item.identifier);
            text.append("; instance='").append(item.instance).append("'\r\n");
            if (item.fileName != null) {
                text.append("Content-file-name: ").append(item.fileName).append("\r\n");
            }
            text.append("Content-location: ").append(item.location).append("\r\nHash-algorithm-id: ");
            text.append(SHA_512)
                    .append("\r\n\r\n")
                    .append(base64(sha512(item.content)))
                    .append("\r\n");
        }
        return text.append("--" + INNER + "--\r\n").toString().getBytes(UTF_8);
    }

    /** The whole answer; the outer content type stands in it, as central servers have it. */
    static byte[] signed(byte[] directory, byte[] signature, ConfSigner signer) {
        String head = "Content-Type: multipart/related; charset=UTF-8; boundary=" + OUTER + "\r\n\r\n--" + OUTER
                + "\r\nContent-Type: multipart/mixed; charset=UTF-8; boundary=" + INNER + "\r\n\r\n";
        String tail = "\r\n--" + OUTER + "\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Transfer-Encoding: base64\r\nSignature-Algorithm-Id: " + signer.algorithmUri()
                + "\r\nVerification-certificate-hash: " + base64(sha512(XmlText.encoded(signer.certificate())))
                + "; hash-algorithm-id=\"" + SHA_512 + "\"\r\n\r\n" + base64(signature) + "\r\n--" + OUTER + "--\r\n";
        return (head + new String(directory, UTF_8) + tail).getBytes(UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] sha512(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
