package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.key.VerifyingKeys;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignatureReader;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/** Signatures in forms that only the slow path reads. */
class OtherFormsTest {

    private static final Capture POST = Capture.of("golden", "rest-post-json", Direction.REQUEST);
    private static final TrustAnchors ANCHORS = GoldenTrust.anchors(POST.set());

    private static final String FORM = """
            <?xml version="1.0" encoding="UTF-8" standalone="no"?><ds:Signature \
            xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="id-1"><ds:SignedInfo>\
            <ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>\
            <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"/>\
            <ds:Reference Id="r-id-1-1" URI="/message.xml">{digest}{message}</ds:DigestValue></ds:Reference>\
            <ds:Reference Id="r-id-1-2" URI="/attachment1">{digest}{attachment}</ds:DigestValue></ds:Reference>\
            <ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#xades-id-1"><ds:Transforms>\
            <ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>\
            {digest}{properties}</ds:DigestValue></ds:Reference></ds:SignedInfo>\
            <ds:SignatureValue Id="value-id-1">{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>\
            <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>\
            <xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#id-1">\
            <xades:SignedProperties Id="xades-id-1"><xades:SignedSignatureProperties>\
            <xades:SigningTime>2026-11-23T13:15:00Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>\
            <xades:CertDigest>{digest}{certificateDigest}</ds:DigestValue></xades:CertDigest>\
            <xades:IssuerSerialV2>MAA=</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2>\
            </xades:SignedSignatureProperties><xades:SignedDataObjectProperties>\
            <xades:DataObjectFormat ObjectReference="#r-id-1-1"><xades:MimeType>application/octet-stream\
            </xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties></xades:SignedProperties>\
            <xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:RevocationValues>\
            <xades:OCSPValues><xades:EncapsulatedOCSPValue>{ocsp}</xades:EncapsulatedOCSPValue>\
            </xades:OCSPValues></xades:RevocationValues></xades:UnsignedSignatureProperties>\
            </xades:UnsignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>""";

    private final SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final Forge bank = new Forge(POST, "bank-sign");
    private final MessageDigests message = POST.digests();

    @AfterEach
    void close() {
        verifier.close();
    }

    @Test
    void directReferencesToMessageAndAttachment() {
        SignatureParts parts = SignatureParts.direct(otherForm());
        assertThat(verifier.verify(parts, message, GoldenTrust.BANK, ANCHORS, POST.date()))
                .isInstanceOf(Deviates.class);
        assertThat(slowly(parts, message)).isInstanceOf(Verified.class);
        assertThat(verifier.remembered()).isZero();
    }

    @Test
    void directReferencesCoverAllAttachments() {
        SignatureParts parts = SignatureParts.direct(otherForm());
        byte[] other = message.algorithm().digest(new byte[] {1});
        byte[] attachment = message.attachments().getFirst();
        refused(parts, digests(attachment, other), Reason.UNUSED_INPUTS);
        refused(parts, digests(other), Reason.INVALID_SIGNATURE_VALUE);
        refused(parts, digests(), Reason.INVALID_REFERENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "Id=\"r-id-1-1\", Id=\"r-id-1-2\"",
        "Target=\"#id-1\", Target=\"#id-2\"",
        "Id=\"value-id-1\", Id=\"value-id-2\"",
        "xades-id-1, xades-id-2",
        "#r-id-1-1, #r-id-1-3",
        "<ds:KeyInfo>, <ds:KeyInfo Id=\"x\">"
    })
    void refusesOtherIds(String from, String to) {
        String text = new String(otherForm(), UTF_8);
        assertThat(text).contains(from);
        refused(SignatureParts.direct(text.replace(from, to).getBytes(UTF_8)), message, Reason.MALFORMED_SIGNATURE);
    }

    /** White space between elements of the signature that nothing signs. */
    @Test
    void whiteSpace() {
        SignatureParts captured = POST.signature();
        String text = new String(captured.signature(), UTF_8)
                .replace("<ds:KeyInfo>\n", "\n   <ds:KeyInfo>")
                .replace("</xades:OCSPValues>", " </xades:OCSPValues >");
        SignatureParts parts = new SignatureParts(text.getBytes(UTF_8), captured.result(), captured.chain());
        assertThat(verifier.verify(parts, message, GoldenTrust.BANK, ANCHORS, POST.date()))
                .isInstanceOf(Deviates.class);
        assertThat(slowly(parts, message)).isInstanceOf(Verified.class);
        // It is a good signature all the same: the next message of its batch need not go the slow way.
        assertThat(verifier.verify(parts, message, GoldenTrust.BANK, ANCHORS, POST.date()))
                .isInstanceOf(Verified.class);
    }

    /** Published samples: digests and signature, not trust, which is the business of evidence. */
    @ParameterizedTest
    @CsvSource({
        "valid-non-batch-rest, slow",
        "valid-batch-ts, fast",
        "valid-signed-message, slow",
        "wrong-message, slow",
        "invalid-ts-hashchainresult, slow"
    })
    void publishedSamples(String name, String path) throws IOException, GeneralSecurityException {
        Path file = Path.of(System.getProperty("spean.shared"), "xroad-data", "asic", name + ".asice");
        assumeTrue(Files.exists(file), () -> "no sample at " + file);
        byte[] signature;
        try (var zip = new ZipFile(file.toFile())) {
            signature =
                    zip.getInputStream(zip.getEntry("META-INF/signatures.xml")).readAllBytes();
        }
        assertThat(SignatureReader.read(signature) instanceof SignatureDocument).isEqualTo(path.equals("fast"));
        var read = (SignatureDocument) SantuarioReader.read(signature);
        assertThat(read.properties().algorithm().digest(read.signedProperties()))
                .isEqualTo(read.properties().digest());
        var certificate = Certificates.parse(read.certificate());
        assertThat(read.certificateReference().algorithm().digest(read.certificate()))
                .isEqualTo(read.certificateReference().digest());
        assertThat(read.certificateReference().hasSerialOf(certificate)).isTrue();
        assertThat(new VerifyingKeys()
                        .verify(
                                certificate.getPublicKey(),
                                read.key(),
                                read.signatureDigest(),
                                read.signedInfo(),
                                read.signatureValue()))
                .isTrue();
    }

    private byte[] otherForm() {
        byte[] certificate;
        try {
            certificate = POST.pki().certificate("bank-sign").getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        String text = FORM.replace(
                        "{digest}",
                        "<ds:DigestMethod Algorithm=\"" + DigestAlgorithm.SHA_512.uri() + "\"/><ds:DigestValue>")
                .replace("{message}", base64(message.message()))
                .replace("{attachment}", base64(message.attachments().getFirst()))
                .replace("{certificate}", base64(certificate))
                .replace("{certificateDigest}", base64(DigestAlgorithm.SHA_512.digest(certificate)))
                .replace(
                        "{ocsp}",
                        base64(bank.ocsp(CertificateStatus.GOOD, POST.date()).der()));
        var draft = read(text.replace("{properties}", "AAAA").replace("{value}", "AAAA"));
        text = text.replace("{properties}", base64(DigestAlgorithm.SHA_512.digest(draft.signedProperties())));
        var unsigned = read(text.replace("{value}", "AAAA"));
        return text.replace("{value}", base64(bank.value(unsigned.signedInfo(), "SHA512withRSA")))
                .getBytes(UTF_8);
    }

    private static SignatureDocument read(String text) {
        return (SignatureDocument) SantuarioReader.read(text.getBytes(UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private MessageDigests digests(byte[]... attachments) {
        return new MessageDigests(message.algorithm(), message.message(), List.of(attachments));
    }

    private Verdict slowly(SignatureParts parts, MessageDigests digests) {
        return Objects.requireNonNull(verifier.verifySlowly(parts, digests, GoldenTrust.BANK, ANCHORS, POST.date())
                .block());
    }

    private void refused(SignatureParts parts, MessageDigests digests, Reason reason) {
        Verdict verdict = slowly(parts, digests);
        assertThat(verdict).isInstanceOf(Refused.class);
        assertThat(((Refused) verdict).reason()).as(verdict.toString()).isEqualTo(reason);
    }
}
