package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.golden.Capture;
import org.spean.golden.Part;

/**
 * What a captured message is when we make it with the same inputs, time, names and keys: the same bytes. The exceptions,
 * all of them, and why:
 *
 * <ul>
 *   <li>Heads: {@code User-Agent} and {@code Accept-Encoding} are additions of X-Road's HTTP client that no server looks
 *       at; {@code Host} is the address of the peer here. On responses {@code Connection} and {@code Transfer-Encoding}:
 *       we keep connections that the peer wants to keep, captured servers mostly close them; {@code Date}, which is a
 *       second of the clock that here stands still at the time of signing.
 *   <li>Sizes of chunks: they follow the flushes.
 *   <li>Hash chain documents: their prefixes differ between two runs of X-Road, ours is one of its two forms. Where a
 *       capture has the other, its documents are put into ours, which changes the digest of the result and so the value
 *       of the signature.
 *   <li>EC: the value of a signature holds a random number.
 *   <li>Batches: with whom a message shares its signature is chance, so seals of batches are left out; those of batches of
 *       one are here, and of others in the tests of the signer.
 *   <li>OCSP responses: those of the first run of a set stand for those of its later ones.
 * </ul>
 *
 * The last but two are still verified.
 */
final class OurForm {

    private static final Set<String> OTHER_IN_REQUESTS = Set.of("host", "user-agent", "accept-encoding");
    private static final Set<String> OTHER_IN_RESPONSES = Set.of("date", "connection", "transfer-encoding");
    private static final String XML_DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String HASH_CHAIN = "http://cyber.ee/hashchain";
    private static final Pattern VALUE = Pattern.compile("(<ds:SignatureValue[^>]*>\n)[^<]+");

    private final Capture capture;
    private final CapturedStatuses statuses;
    private final boolean batch;
    private final boolean otherPrefixes;

    OurForm(Capture capture, CapturedStatuses statuses) {
        this.capture = capture;
        this.statuses = statuses;
        String chain = text(capture.signature().chain());
        this.batch = chain.contains("HashValue>");
        this.otherPrefixes = chain.contains("<ns2:HashChain ");
    }

    /** Whether every byte behind the head is compared. */
    boolean whole() {
        return !batch && !otherPrefixes && !capture.set().name().equals("ec");
    }

    /** The lines of the head that are to be the same. */
    List<String> head(String startLine, List<Part.Header> headers) {
        Set<String> other = capture.direction() == Capture.Direction.REQUEST ? OTHER_IN_REQUESTS : OTHER_IN_RESPONSES;
        List<String> lines = new ArrayList<>();
        lines.add(startLine);
        for (Part.Header header : headers) {
            if (!other.contains(header.name().toLowerCase(Locale.ROOT))) {
                lines.add(header.name() + ": " + header.value());
            }
        }
        return lines;
    }

    /** All behind the head, as it is to be. */
    String expected() {
        String entity = text(statuses.ofTheFirstRun(capture, capture.entity()));
        if (otherPrefixes) {
            String result = text(capture.signature().result());
            String chain = text(capture.signature().chain());
            entity = entity.replace(result, inOurPrefixes(result))
                    .replace(chain, inOurPrefixes(chain))
                    .replace(reference(result), reference(inOurPrefixes(result)));
        }
        return comparable(entity);
    }

    /** What is left to compare. */
    String comparable(String entity) {
        String compared = entity;
        if (batch) {
            int seal = compared.indexOf("content-type: application/hash-chain-result");
            compared = compared.substring(0, seal < 0 ? compared.indexOf("content-type: signature/") : seal);
        }
        return otherPrefixes || capture.set().name().equals("ec")
                ? VALUE.matcher(compared).replaceFirst("$1…")
                : compared;
    }

    /** Of either form, the other one. */
    private static String inOurPrefixes(String document) {
        return document.replaceFirst(
                        "xmlns=\"" + XML_DSIG + "\" xmlns:ns2=\"" + HASH_CHAIN + "\"",
                        "xmlns=\"" + HASH_CHAIN + "\" xmlns:ns2=\"" + XML_DSIG + "\"")
                .replaceAll("(</?)ns2:", "$1")
                .replaceAll("(</?)(DigestMethod|DigestValue|Transform)", "$1ns2:$2");
    }

    /** The digest of a hash chain result as a signature has it. */
    private static String reference(String result) {
        byte[] digest = DigestAlgorithm.SHA_512.digest(result.getBytes(ISO_8859_1));
        return Base64.getMimeEncoder().encodeToString(digest).replace("\r", "&#13;");
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }
}
