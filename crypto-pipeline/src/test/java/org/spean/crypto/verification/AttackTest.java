package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignedObject;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.identifier.MemberId;

/** Signatures by real keys that must not count for the message at hand. */
class AttackTest {

    private static final Capture GET = Capture.of("golden", "rest-get-small", Direction.REQUEST);
    private static final TrustAnchors ANCHORS = GoldenTrust.anchors(GET.set());
    private static final DigestAlgorithm SHA_512 = DigestAlgorithm.SHA_512;
    private static final byte[] BODY = SHA_512.digest("{\"amount\":1000000}".getBytes(UTF_8));

    private final SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final Forge bank = new Forge(GET, "bank-sign");
    private final MessageDigests message = GET.digests();
    private final byte[] direct = bank.sign(SignedObject.MESSAGE, message.message());

    @AfterEach
    void close() {
        verifier.close();
    }

    @Test
    void acceptsWhatTheForgeSignsHonestly() {
        assertThat(verify(SignatureParts.direct(direct), message)).isInstanceOf(Verified.class);
        assertThat(slowly(SignatureParts.direct(direct), message)).isInstanceOf(Verified.class);
    }

    @Test
    void bodyBesideSignatureOverTheMessageAlone() {
        var withBody = new MessageDigests(SHA_512, message.message(), List.of(BODY));
        refused(SignatureParts.direct(direct), withBody, Reason.UNUSED_INPUTS, "1 of 2 message parts");
        refused(GET.signature(), withBody, Reason.UNUSED_INPUTS, "1 of 2 message parts");
    }

    @Test
    void bodyBesideHashChainOverTheMessageAlone() {
        var withBody = new MessageDigests(SHA_512, message.message(), List.of(BODY));
        var tree = HashTree.over(SHA_512, List.of(message.leaf(), BODY));
        byte[] result = HashChainWriter.result(SHA_512, tree.root());
        var parts = new SignatureParts(
                bank.sign(SignedObject.HASH_CHAIN_RESULT, SHA_512.digest(result)),
                result,
                HashChainWriter.chain(tree.path(0), message));
        assertThat(verify(parts, message)).isInstanceOf(Verified.class);
        refused(parts, withBody, Reason.UNUSED_INPUTS, "attachment1");
    }

    @Test
    void hashChainBesideSignatureOverTheMessageAlone() {
        Capture post = Capture.of("golden", "rest-post-json", Direction.REQUEST);
        var parts = new SignatureParts(
                direct, post.signature().result(), post.signature().chain());
        refused(parts, message, Reason.INVALID_REFERENCE, "not referred to");
        refused(parts, post.digests(), Reason.INVALID_REFERENCE, "not referred to");
    }

    @Test
    void hashChainThatIsMissing() {
        var parts = Capture.of("golden", "rest-post-json", Direction.REQUEST);
        refused(
                SignatureParts.direct(parts.signature().signature()),
                parts.digests(),
                Reason.INVALID_REFERENCE,
                "missing");
        refused(
                new SignatureParts(
                        parts.signature().signature(), parts.signature().result(), null),
                parts.digests(),
                Reason.INVALID_REFERENCE,
                "missing");
    }

    @Test
    void digestsByAnotherAlgorithmThanAnnounced() {
        var other = new MessageDigests(DigestAlgorithm.SHA_256, new byte[32], List.of());
        refused(SignatureParts.direct(direct), other, Reason.INVALID_REFERENCE, "expected: SHA-256");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # duplicate ids
            <ds:SignatureValue Id="signature-value">       | <ds:SignatureValue Id="signed-properties">
            Id="signature-reference-1"                     | Id="signature-reference-0"
            Id="ocsp-response-1"                           | Id="signed-properties"
            # algorithms
            xmldsig-more#rsa-sha512                        | xmldsig#rsa-sha1
            xmldsig-more#rsa-sha512                        | xmldsig-more#hmac-sha512
            xmldsig-more#rsa-sha512                        | xmldsig-more#none
            xmlenc#sha512                                  | xmldsig#sha1
            xmlenc#sha512                                  | xmldsig-more#md5
            http://www.w3.org/TR/2001/REC-xml-c14n-20010315 | http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments
            http://www.w3.org/TR/2001/REC-xml-c14n-20010315 | http://www.w3.org/TR/1999/REC-xslt-19991116
            # comments, processing instructions, CDATA, entities, other text
            <ds:SignedInfo>                                | <ds:SignedInfo><!--x-->
            <ds:DigestValue>                               | <ds:DigestValue><!--x-->
            <xades:SigningTime>                            | <xades:SigningTime><?x y?>
            <ds:KeyInfo>                                   | <?x y?><ds:KeyInfo>
            standalone="no"?>                              | standalone="no"?><!--x-->
            standalone="no"?>                              | standalone="no"?><!DOCTYPE x [<!ENTITY e "v">]>
            <xades:SPURI>https:                            | <xades:SPURI><![CDATA[https:]]>
            </ds:KeyInfo>                                  | </ds:KeyInfo>text
            version="1.0"                                  | version="1.1"
            # elements and attributes that do not belong
            <ds:KeyInfo>                                   | <ds:KeyInfo><ds:KeyName>x</ds:KeyName>
            <ds:X509Data>                                  | <ds:X509Data><ds:X509SKI>AA==</ds:X509SKI>
            <ds:Object>                                    | <ds:Object/><ds:Object>
            <ds:Object>                                    | <ds:Object><x/>
            <ds:SignedInfo>                                | <ds:SignedInfo xml:base="http://x/">
            <ds:Reference Id="signature-reference-0"       | <ds:Reference Id="signature-reference-0" xml:id="a"
            <xades:UnsignedProperties>                     | <xades:UnsignedProperties><xades:UnsignedDataObjectProperties/>
            URI="/message.xml">                            | URI="/message.xml"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/></ds:Transforms>
            URI="#signed-properties">                      | URI="#signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>x</ds:XPath></ds:Transform></ds:Transforms>
            # another policy
            1.3.6.1.4.1.3516.16.2                          | 1.3.6.1.4.1.3516.16.3
            """)
    void malformed(String from, String to) {
        byte[] document = bank.resignProperties(direct, from, to);
        refused(SignatureParts.direct(document), message, Reason.MALFORMED_SIGNATURE, "Signature: ");
    }

    @Test
    void extraReferences() {
        String reference = "<ds:Reference URI=\"%s\"><ds:DigestMethod Algorithm=\"" + SHA_512.uri()
                + "\"/><ds:DigestValue>" + Base64.getEncoder().encodeToString(BODY)
                + "</ds:DigestValue></ds:Reference></ds:SignedInfo>";
        refused(
                SignatureParts.direct(bank.resign(direct, "</ds:SignedInfo>", reference.formatted("/attachment1"))),
                message,
                Reason.INVALID_REFERENCE,
                "/attachment1, which is not there");
        refused(
                SignatureParts.direct(
                        bank.resign(direct, "</ds:SignedInfo>", reference.formatted("http://127.0.0.1/x"))),
                message,
                Reason.INVALID_REFERENCE,
                "http://127.0.0.1/x");
        refused(
                SignatureParts.direct(bank.resign(direct, "</ds:SignedInfo>", reference.formatted("/message.xml"))),
                message,
                Reason.MALFORMED_SIGNATURE,
                "more than once");
        refused(
                SignatureParts.direct(
                        bank.resign(direct, "</ds:SignedInfo>", reference.formatted("#signed-properties"))),
                message,
                Reason.MALFORMED_SIGNATURE,
                "Reference");
        refused(
                SignatureParts.direct(
                        bank.resign(direct, "</ds:SignedInfo>", reference.formatted("/sig-hashchainresult.xml"))),
                message,
                Reason.INVALID_REFERENCE,
                "");
    }

    @Test
    void signedPropertiesMovedAsideForOthers() {
        String text = new String(direct, UTF_8);
        int from = text.indexOf("<xades:SignedProperties ");
        int to = text.indexOf("</xades:SignedProperties>") + "</xades:SignedProperties>".length();
        String signed = text.substring(from, to);
        String other = signed.replaceAll("SigningTime>[^<]*", "SigningTime>2026-11-23T00:00:00.000Z");
        for (String wrapped : List.of(
                text.replace(signed, other + signed),
                text.replace(signed, signed + other),
                text.replace(signed, other).replace("<ds:Object>", "<ds:Object>" + signed + "</ds:Object><ds:Object>"),
                text.replace(signed, other).replace("<ds:KeyInfo>", "<ds:KeyInfo>" + signed),
                text.replace(signed, other.replace("Id=\"signed-properties\"", "Id=\"other\""))
                        .replace("<ds:Signature ", signed + "<ds:Signature "))) {
            refused(SignatureParts.direct(wrapped.getBytes(UTF_8)), message, Reason.MALFORMED_SIGNATURE, "");
        }
    }

    @Test
    void certificateOfAnotherMember() {
        var parts = SignatureParts.direct(direct);
        Verdict verdict = verifier.verify(parts, message, GoldenTrust.MINISTRY, ANCHORS, GET.date());
        assertThat(verdict)
                .isEqualTo(new Refused(
                        Reason.INCORRECT_CERTIFICATE,
                        "Message is signed by CAMBODIA/COM/CAMDX-000201 (expected: CAMBODIA/GOV/CAMDX-000121)"));
        assertThat(verifier.verifySlowly(parts, message, GoldenTrust.MINISTRY, ANCHORS, GET.date())
                        .block())
                .isEqualTo(verdict);
        var otherInstance = new MemberId("OTHER", "COM", "CAMDX-000201");
        assertThat(verifier.verify(parts, message, otherInstance, ANCHORS, GET.date()))
                .isInstanceOf(Refused.class);
    }

    @Test
    void certificateThatIsNotForSigning() {
        var gateway = new Forge(GET, "bank-auth");
        refused(
                SignatureParts.direct(gateway.sign(SignedObject.MESSAGE, message.message())),
                message,
                Reason.INCORRECT_CERTIFICATE,
                "nonRepudiation");
    }

    @Test
    void certificateThatTheSignedPropertiesDoNotName() {
        String ministry = new String(new Forge(GET, "moi-sign").sign(SignedObject.MESSAGE, message.message()), UTF_8);
        String bankText = new String(direct, UTF_8);
        String swapped = bankText.replace(certificate(bankText), certificate(ministry));
        refused(
                SignatureParts.direct(swapped.getBytes(UTF_8)),
                message,
                Reason.INCORRECT_CERTIFICATE,
                "not the one that it refers to");
    }

    @Test
    void certificateOutsideItsValidity() {
        TrustAnchors patient =
                GoldenTrust.anchors(GET.set(), new OcspRules(Duration.ofDays(36500), false, Duration.ofDays(36500)));
        for (String now : List.of("2024-12-31T23:59:59Z", "2045-01-01T00:00:01Z")) {
            Verdict verdict = verifier.verify(
                    SignatureParts.direct(direct), message, GoldenTrust.BANK, patient, Instant.parse(now));
            assertThat(verdict).isInstanceOf(Refused.class);
            assertThat(((Refused) verdict).reason()).isEqualTo(Reason.INVALID_CERTIFICATE_PATH);
        }
    }

    @Test
    void certificateOfAnUnknownAuthority() {
        TrustAnchors others = GoldenTrust.anchors(
                Capture.of("golden-camdx", "rest-get", Direction.REQUEST).set());
        Verdict verdict = verifier.verify(SignatureParts.direct(direct), message, GoldenTrust.BANK, others, GET.date());
        assertThat(((Refused) verdict).reason()).isEqualTo(Reason.INVALID_CERTIFICATE_PATH);
    }

    @Test
    void ocspResponsesThatDoNotHelp() {
        Instant now = GET.date();
        ocspRefused(
                bank.ocsp(new RevokedStatus(Date.from(now.minusSeconds(60)), CRLReason.keyCompromise), now), "revoked");
        ocspRefused(bank.ocsp(new UnknownStatus(), now), "not known");
        ocspRefused(bank.ocsp(CertificateStatus.GOOD, now.minusSeconds(3601)), "older than");
        ocspRefused(bank.ocsp(CertificateStatus.GOOD, now.plusSeconds(3600)), "future");
        ocspRefused(new Forge(GET, "moi-sign").ocsp(CertificateStatus.GOOD, now), "not about");
        var serial = GET.pki().certificate("bank-sign").getSerialNumber();
        ocspRefused(
                bank.ocsp(
                        serial,
                        CertificateStatus.GOOD,
                        now,
                        GET.pki().certificate("bank-sign"),
                        GET.pki().key("bank-sign")),
                "not by a responder");
        ocspRefused(
                bank.ocsp(
                        serial,
                        CertificateStatus.GOOD,
                        now,
                        GET.pki().certificate("ocsp"),
                        GET.pki().key("bank-sign")),
                "wrong signature");
        String text = new String(direct, UTF_8);
        String without = text.replaceAll("<xades:UnsignedProperties>.*</xades:UnsignedProperties>", "");
        refused(
                SignatureParts.direct(without.getBytes(UTF_8)),
                message,
                Reason.CERTIFICATE_VALIDATION,
                "no OCSP response");
    }

    private void ocspRefused(OcspResponse response, String why) {
        byte[] signature = bank.sign(SignedObject.MESSAGE, message.message(), response);
        refused(SignatureParts.direct(signature), message, Reason.CERTIFICATE_VALIDATION, why);
    }

    private Verdict verify(SignatureParts parts, MessageDigests digests) {
        return verifier.verify(parts, digests, GoldenTrust.BANK, ANCHORS, GET.date());
    }

    private Verdict slowly(SignatureParts parts, MessageDigests digests) {
        return Objects.requireNonNull(verifier.verifySlowly(parts, digests, GoldenTrust.BANK, ANCHORS, GET.date())
                .block());
    }

    private void refused(SignatureParts parts, MessageDigests digests, Reason reason, String why) {
        Verdict slow = slowly(parts, digests);
        assertThat(slow).isInstanceOf(Refused.class);
        assertThat(((Refused) slow).reason()).as(slow.toString()).isEqualTo(reason);
        assertThat(((Refused) slow).message()).contains(why);
        Verdict fast = verify(parts, digests);
        if (!(fast instanceof Deviates)) {
            assertThat(fast).isEqualTo(slow);
        }
    }

    private static String certificate(String document) {
        return document.substring(document.indexOf("<ds:X509Certificate>"), document.indexOf("</ds:X509Certificate>"));
    }
}
