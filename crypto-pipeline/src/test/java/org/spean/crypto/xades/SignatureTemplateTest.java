package org.spean.crypto.xades;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.golden.Capture;

/** With a capture's time, certificates, OCSP responses and digests the template gives the capture's bytes. */
class SignatureTemplateTest {

    private static final List<Capture> CAPTURES = Capture.signedWithSoap().toList();

    static Stream<Capture> captures() {
        return CAPTURES.stream();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reproducesCapturedSignature(Capture capture) throws Exception {
        var captured =
                (SignatureDocument) SignatureReader.read(capture.signature().signature());
        SignatureTemplate.Draft draft = template(captured)
                .draft(object(captured), captured.objects().getFirst().digest(), captured.signingTime());
        byte[] value = captured.signatureValue();
        if (captured.key() == KeyAlgorithm.RSA) {
            value = sign(capture.pki().key(capture.signer() + "-sign"), draft.signedInfo());
        }
        assertThat(draft.document(value)).isEqualTo(capture.signature().signature());
    }

    @ParameterizedTest
    @MethodSource("captures")
    void isValidAgainstTheSchema(Capture capture) throws Exception {
        Path schema = Path.of(System.getProperty("spean.shared"), "schemas", "xades-schema.xsd");
        assumeTrue(Files.exists(schema), () -> "no XAdES schema at " + schema);
        var captured =
                (SignatureDocument) SignatureReader.read(capture.signature().signature());
        byte[] document = template(captured)
                .draft(object(captured), captured.objects().getFirst().digest(), captured.signingTime())
                .document(captured.signatureValue());
        // The schema knows ds:Signature, not the container around it.
        String text = new String(document, StandardCharsets.UTF_8);
        String signature = text.substring(text.indexOf("<ds:Signature "), text.indexOf("</asic:"))
                .replaceFirst("<ds:Signature", "<ds:Signature" + Form.NAMESPACES);
        Schemas.validator(schema).validate(new StreamSource(new StringReader(signature)));
    }

    @Test
    void writesTheOtherAlgorithmsInTheSameForm() {
        var captured = (SignatureDocument)
                SignatureReader.read(Capture.of("ica", "ica-rest-post-json", Capture.Direction.REQUEST)
                        .signature()
                        .signature());
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            for (KeyAlgorithm key : KeyAlgorithm.values()) {
                for (SignedObject object : SignedObject.values()) {
                    var draft = template(captured, key, digest)
                            .draft(object, digest.digest(new byte[] {1}), Instant.parse("2026-11-23T10:00:00Z"));
                    byte[] document = draft.document(new byte[64]);
                    var read = (SignatureDocument) SignatureReader.read(document);
                    assertThat(read.key()).isEqualTo(key);
                    assertThat(read.signatureDigest()).isEqualTo(digest);
                    assertThat(read.signedInfo()).isEqualTo(draft.signedInfo());
                    assertThat(read.properties().digest()).isEqualTo(digest.digest(read.signedProperties()));
                    assertThat(SantuarioReader.read(document))
                            .usingRecursiveComparison()
                            .isEqualTo(read);
                }
            }
        }
    }

    @Test
    void keepsMilliseconds() {
        var captured = (SignatureDocument)
                SignatureReader.read(Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST)
                        .signature()
                        .signature());
        byte[] document = template(captured)
                .draft(SignedObject.MESSAGE, new byte[64], Instant.parse("2026-11-23T10:00:00.120999Z"))
                .document(new byte[256]);
        assertThat(new String(document, StandardCharsets.US_ASCII)).contains(">2026-11-23T10:00:00.120Z<");
    }

    @Test
    void refusesWhatDoesNotFit() {
        var captured = (SignatureDocument)
                SignatureReader.read(Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST)
                        .signature()
                        .signature());
        var template = template(captured);
        assertThatThrownBy(() -> template.draft(SignedObject.MESSAGE, new byte[32], Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 64");
        List<X509Certificate> chain = chain(captured);
        assertThatThrownBy(() -> SignatureTemplate.of(chain, List.of(), KeyAlgorithm.RSA, DigestAlgorithm.SHA_512))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 responses");
    }

    private static SignatureTemplate template(SignatureDocument like) {
        return template(like, like.key(), like.signatureDigest());
    }

    private static SignatureTemplate template(SignatureDocument like, KeyAlgorithm key, DigestAlgorithm digest) {
        List<OcspResponse> responses = new ArrayList<>();
        try {
            for (byte[] der : like.ocspResponses()) {
                responses.add(OcspResponse.parse(der));
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return SignatureTemplate.of(chain(like), responses, key, digest);
    }

    private static List<X509Certificate> chain(SignatureDocument like) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            chain.add(Certificates.parse(like.certificate()));
            for (byte[] der : like.caCertificates()) {
                chain.add(Certificates.parse(der));
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return chain;
    }

    private static SignedObject object(SignatureDocument captured) {
        return captured.objects().getFirst().uri().equals(SignedObject.MESSAGE.uri())
                ? SignedObject.MESSAGE
                : SignedObject.HASH_CHAIN_RESULT;
    }

    private static byte[] sign(PrivateKey key, byte[] data) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA512withRSA");
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    private static final class Schemas {
        private static @Nullable Validator validator;

        static Validator validator(Path schema) throws Exception {
            if (validator == null) {
                validator = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                        .newSchema(schema.toFile())
                        .newValidator();
            }
            return validator;
        }
    }
}
