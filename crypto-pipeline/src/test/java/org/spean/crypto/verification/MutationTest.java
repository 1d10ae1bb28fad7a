package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/** One flipped bit anywhere in what proves a message, or in its digests, and it is refused; by both paths alike. */
class MutationTest {

    private static final SignatureVerifier VERIFIER = new SignatureVerifier(new VerifierSettings(0, 0, 1, 16));
    private static final Map<String, TrustAnchors> ANCHORS = new HashMap<>();
    private static final int STRIDE = 3;

    static Stream<Capture> captures() {
        return Capture.signedWithSoap();
    }

    @AfterAll
    static void close() {
        VERIFIER.close();
    }

    /** All regions of the document, every third byte. */
    @ParameterizedTest
    @CsvSource({"golden,rest-get-small", "ica,ica-rest-post-json", "ec,ec-rest-get"})
    void anywhereInTheSignature(String set, String scenario) {
        Capture capture = Capture.of(set, scenario, Direction.REQUEST);
        SignatureParts parts = capture.signature();
        byte[] signature = parts.signature().clone();
        var random = new Random(signature.length);
        for (int i = random.nextInt(STRIDE); i < signature.length; i += STRIDE) {
            int bit = random.nextInt(8);
            if (changesNothing(signature, i, bit)) {
                continue;
            }
            signature[i] ^= (byte) (1 << bit);
            refuse(
                    capture,
                    new SignatureParts(signature, parts.result(), parts.chain()),
                    capture.digests(),
                    "signature byte " + i + " bit " + bit,
                    null);
            signature[i] ^= (byte) (1 << bit);
        }
    }

    /**
     * All bits of all bytes of one. In an OCSP response there are some that nobody signs and that say nothing, as in the
     * parameters of an algorithm that has none: they may pass, on both paths.
     */
    @Tag("long")
    @Test
    void everyBit() {
        Capture capture = Capture.of("golden", "rest-get-small", Direction.REQUEST);
        SignatureParts parts = capture.signature();
        byte[] signature = parts.signature().clone();
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < signature.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                if (changesNothing(signature, i, bit)) {
                    continue;
                }
                signature[i] ^= (byte) (1 << bit);
                Verdict verdict = onBothPaths(
                        capture,
                        new SignatureParts(signature, parts.result(), parts.chain()),
                        capture.digests(),
                        "signature byte " + i + " bit " + bit);
                if (!(verdict instanceof Refused)) {
                    taken.add(i);
                }
                signature[i] ^= (byte) (1 << bit);
            }
        }
        String text = new String(signature, ISO_8859_1);
        int from = text.indexOf("<xades:EncapsulatedOCSPValue");
        int to = text.indexOf("</xades:EncapsulatedOCSPValue>");
        assertThat(taken).allMatch(at -> at > from && at < to).hasSizeLessThan(64);
    }

    /** Each captured message, at a few places. */
    @ParameterizedTest
    @MethodSource("captures")
    void inEachCapture(Capture capture) {
        SignatureParts parts = capture.signature();
        var random = new Random(7);
        for (int n = 0; n < 6; n++) {
            byte[] signature = parts.signature().clone();
            int at = random.nextInt(signature.length);
            int bit = random.nextInt(8);
            if (!changesNothing(signature, at, bit)) {
                signature[at] ^= (byte) (1 << bit);
                refuse(
                        capture,
                        new SignatureParts(signature, parts.result(), parts.chain()),
                        capture.digests(),
                        "signature byte " + at + " bit " + bit,
                        null);
            }
        }
        byte[] result = parts.result();
        byte[] chain = parts.chain();
        if (result != null && chain != null) {
            byte[] otherResult = flip(result, random.nextInt(result.length), random.nextInt(8));
            refuse(
                    capture,
                    new SignatureParts(parts.signature(), otherResult, chain),
                    capture.digests(),
                    "result",
                    Reason.INVALID_SIGNATURE_VALUE);
            String text = new String(chain, ISO_8859_1);
            for (int at = text.indexOf("DigestValue>"); at >= 0; at = text.indexOf("DigestValue>", at + 12)) {
                if (text.charAt(at + 12) != '\n') {
                    byte[] otherChain = flip(chain, at + 12 + random.nextInt(80), random.nextInt(3));
                    refuse(
                            capture,
                            new SignatureParts(parts.signature(), result, otherChain),
                            capture.digests(),
                            "chain digest",
                            null);
                }
            }
        }
        MessageDigests digests = capture.digests();
        var otherMessage = new MessageDigests(
                digests.algorithm(), flip(digests.message(), random.nextInt(64), 0), digests.attachments());
        refuse(capture, parts, otherMessage, "message", Reason.INVALID_SIGNATURE_VALUE);
        for (int i = 0; i < digests.attachments().size(); i++) {
            var attachments = new ArrayList<>(digests.attachments());
            attachments.set(i, flip(attachments.get(i), random.nextInt(64), 7));
            refuse(
                    capture,
                    parts,
                    new MessageDigests(digests.algorithm(), digests.message(), attachments),
                    "attachment " + i,
                    Reason.INVALID_SIGNATURE_VALUE);
        }
    }

    /** Every kind of field, with the reason that is to be given. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ds:CanonicalizationMethod Algorithm="          | MALFORMED_SIGNATURE
            ds:SignatureMethod Algorithm="                 | MALFORMED_SIGNATURE
            ds:Reference Id="                              | MALFORMED_SIGNATURE
            URI="                                          | INVALID_REFERENCE
            Type="                                         | MALFORMED_SIGNATURE
            URI="#                                         | MALFORMED_SIGNATURE
            ds:DigestMethod Algorithm="                    | MALFORMED_SIGNATURE
            <ds:DigestValue>                               | INVALID_SIGNATURE_VALUE
            URI="#signed-properties">*<ds:DigestValue>     | INVALID_SIGNATURE_VALUE
            <ds:SignatureValue Id="                        | MALFORMED_SIGNATURE
            <ds:SignatureValue*>\\n                        | INVALID_SIGNATURE_VALUE
            <ds:X509Certificate>\\nMIID                    | INCORRECT_CERTIFICATE
            Target="#                                      | MALFORMED_SIGNATURE
            <xades:SignedProperties Id="                   | MALFORMED_SIGNATURE
            <xades:SigningTime>202                         | INVALID_SIGNATURE_VALUE
            <xades:CertDigest>*<ds:DigestValue>            | INVALID_SIGNATURE_VALUE
            <ds:X509IssuerName>CN=                         | INVALID_SIGNATURE_VALUE
            <ds:X509SerialNumber>                          | INVALID_SIGNATURE_VALUE
            <xades:Identifier Qualifier="OIDAsURN">        | MALFORMED_SIGNATURE
            <xades:SigPolicyHash>*<ds:DigestValue>         | MALFORMED_SIGNATURE
            <xades:SPURI>                                  | INVALID_SIGNATURE_VALUE
            ObjectReference="#                             | MALFORMED_SIGNATURE
            <xades:MimeType>                               | INVALID_SIGNATURE_VALUE
            <xades:CompleteCertificateRefs Id="            | MALFORMED_SIGNATURE
            <xades:Cert URI="#                             | MALFORMED_SIGNATURE
            <xades:Cert URI=*<ds:DigestValue>              | INCORRECT_CERTIFICATE
            <xades:Cert URI=*<ds:X509IssuerName>CN=        | INCORRECT_CERTIFICATE
            <xades:Cert URI=*<ds:X509SerialNumber>         | INCORRECT_CERTIFICATE
            <xades:EncapsulatedX509Certificate Id="        | MALFORMED_SIGNATURE
            Id="encapsulated-cert-1">MIID                  | INCORRECT_CERTIFICATE
            Id="                                           | MALFORMED_SIGNATURE
            Id="ocsp-response-1">MIIF                      | CERTIFICATE_VALIDATION
            Id="ocsp-response-2">MIIFYQoBAKCCBVowggVWBgkrB | CERTIFICATE_VALIDATION
            """)
    void inEachKindOfField(String path, Reason reason) {
        Capture capture = Capture.of("ica", "ica-rest-post-json", Direction.REQUEST);
        SignatureParts parts = capture.signature();
        String text = new String(parts.signature(), ISO_8859_1);
        int at = 0;
        for (String step : path.replace("\\n", "\n").split("\\*", -1)) {
            at = text.indexOf(step, at);
            assertThat(at).as(step).isNotNegative();
            at += step.length();
        }
        byte[] other = flip(parts.signature(), at, 0);
        refuse(
                capture,
                new SignatureParts(other, parts.result(), parts.chain()),
                capture.digests(),
                "at " + text.substring(at - 12, at + 12),
                reason);
    }

    private static void refuse(
            Capture capture, SignatureParts parts, MessageDigests digests, String what, @Nullable Reason reason) {
        Verdict slow = onBothPaths(capture, parts, digests, what);
        assertThat(slow).as(what).isInstanceOf(Refused.class);
        if (reason != null) {
            assertThat(((Refused) slow).reason()).as("%s: %s", what, slow).isEqualTo(reason);
        }
    }

    /** What the slow one says, with which the fast one agrees or leaves it to it. */
    private static Verdict onBothPaths(Capture capture, SignatureParts parts, MessageDigests digests, String what) {
        TrustAnchors anchors =
                ANCHORS.computeIfAbsent(capture.set().name(), name -> GoldenTrust.anchors(capture.set()));
        var signer = GoldenTrust.signer(capture);
        Verdict fast = VERIFIER.verify(parts, digests, signer, anchors, capture.date());
        Verdict slow = Objects.requireNonNull(VERIFIER.verifySlowly(parts, digests, signer, anchors, capture.date())
                .block());
        if (slow instanceof Refused && !(fast instanceof Deviates)) {
            assertThat(fast).as(what).isEqualTo(slow);
        } else {
            assertThat(fast).as(what).isNotInstanceOf(Refused.class);
        }
        return slow;
    }

    /**
     * Two changes that are none: upper and lower case in the name of the encoding, and in an attribute type ({@code o=})
     * of the issuer's name beside an intermediate certificate. Neither is signed, and neither means anything.
     */
    private static boolean changesNothing(byte[] signature, int at, int bit) {
        String text = new String(signature, ISO_8859_1);
        int references = text.indexOf("<xades:CompleteCertificateRefs");
        return bit == 5
                && Character.isLetter(signature[at])
                && ((at < text.indexOf("?>"))
                        || (references > 0
                                && at > references
                                && at < text.indexOf("</xades:CompleteCertificateRefs")
                                && List.of('=', 'N').contains((char) signature[at + 1])));
    }

    private static byte[] flip(byte[] bytes, int at, int bit) {
        byte[] other = bytes.clone();
        other[at] ^= (byte) (1 << bit);
        return other;
    }
}
