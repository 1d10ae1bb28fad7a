package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/** The fast reader reads all captures; what it reads, the slow reader reads with equal result. */
class SignatureReaderTest {

    private static final String USUAL = new String(
            Capture.of("ica", "ica-rest-post-json", Direction.REQUEST)
                    .signature()
                    .signature(),
            UTF_8);

    static Stream<Capture> captures() {
        return Capture.signedWithSoap();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void readsCapturesAsTheSlowReaderDoes(Capture capture) {
        byte[] signature = capture.signature().signature();
        ReadSignature fast = SignatureReader.read(signature);
        assertThat(fast).isInstanceOf(SignatureDocument.class);
        assertThat(comparable(SantuarioReader.read(signature))).isEqualTo(comparable(fast));
    }

    /** Each byte with one bit flipped: whatever still is readable must be so in both readers, and with equal result. */
    @ParameterizedTest
    @CsvSource({"ica,ica-rest-post-json,1", "golden,rest-get-small,2", "ec,ec-rest-get,3"})
    void readsNoMutationOtherwiseThanTheSlowReader(String set, String scenario, int seed) {
        byte[] signature = Capture.of(set, scenario, Direction.REQUEST)
                .signature()
                .signature()
                .clone();
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < signature.length; i++) {
            byte original = signature[i];
            signature[i] ^= (byte) (1 << random.nextInt(8));
            ReadSignature fast = SignatureReader.read(signature);
            if (fast instanceof SignatureDocument) {
                read++;
                assertThat(comparable(SantuarioReader.read(signature)))
                        .as("byte %d", i)
                        .isEqualTo(comparable(fast));
            }
            signature[i] = original;
        }
        assertThat(read).as("mutations that keep the form").isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <?xml version="1.0"                 | <?xml  version="1.0"
            <ds:SignedInfo>                     | <ds:SignedInfo >
            <ds:SignedInfo>                     | <ds:SignedInfo><!-- -->
            <ds:SignatureValue Id=              | <ds:SignatureValue  Id=
            <ds:KeyInfo>                        | <?pi?><ds:KeyInfo>
            CN=CamDX Test Intermediate CA       | CN=CamDX Test &#73;ntermediate CA
            CN=CamDX Test Intermediate CA       | CN=CamDX Test > Intermediate CA
            CN=CamDX Test Intermediate CA       | CN=CamDX \tTest
            .3516.16.2</xades:Identifier>       | .3516.16.2 </xades:Identifier>
            Id="ocsp-response-2"                | Id="ocsp-response-3"
            xmldsig-more#rsa-sha512             | xmldsig-more#rsa-sha1
            <xades:RevocationValues>            | <xades:AttrAuthoritiesCertValues/><xades:RevocationValues>
            """)
    void leavesEverythingElseToTheSlowReader(String from, String to) {
        String changed = USUAL.replace(from, to);
        assertThat(changed).isNotEqualTo(USUAL);
        assertThat(SignatureReader.read(changed.getBytes(UTF_8))).isInstanceOf(Deviation.class);
    }

    @Test
    void saysWhereTheFormDiffers() {
        byte[] changed = USUAL.replace("<ds:X509Data>", "<ds:X509data>").getBytes(UTF_8);
        assertThat(SignatureReader.read(changed))
                .isEqualTo(new Deviation(
                        "at byte " + USUAL.indexOf("Data>") + ": expected \"Data>\n<ds:X509Certificat\""));
    }

    @Test
    void readsNeitherTruncatedNorExtended() {
        byte[] whole = USUAL.getBytes(UTF_8);
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(SignatureReader.read(Arrays.copyOf(whole, length))).isInstanceOf(Deviation.class);
        }
        assertThat(SignatureReader.read((USUAL + "\n").getBytes(UTF_8))).isInstanceOf(Deviation.class);
        assertThat(SignatureReader.read(new byte[SignatureReader.MAX_LENGTH + 1]))
                .isInstanceOf(Deviation.class);
    }

    @Test
    void readsIssuersWithEscapesAndOtherLetters() {
        String changed =
                USUAL.replace("O=CamDX Test,C=KH</ds:X509IssuerName>", "O=ស្ពាន &amp; Co,C=KH</ds:X509IssuerName>");
        byte[] document = changed.getBytes(UTF_8);
        var fast = (SignatureDocument) SignatureReader.read(document);
        assertThat(fast.certificateReference().issuer()).isEqualTo("CN=CamDX Test Intermediate CA,O=ស្ពាន & Co,C=KH");
        assertThat(comparable(SantuarioReader.read(document))).isEqualTo(comparable(fast));
    }

    private static Object comparable(ReadSignature read) {
        if (!(read instanceof SignatureDocument document)) {
            return read;
        }
        var fields = new ArrayList<Object>();
        document.objects().forEach(r -> fields.add(comparable(r)));
        fields.add(document.key());
        fields.add(document.signatureDigest());
        fields.add(ByteBuffer.wrap(document.signedInfo()));
        fields.add(ByteBuffer.wrap(document.signatureValue()));
        fields.add(comparable(document.properties()));
        fields.add(ByteBuffer.wrap(document.signedProperties()));
        fields.add(document.signingTime());
        fields.add(ByteBuffer.wrap(document.certificate()));
        fields.add(comparable(document.certificateReference()));
        document.caCertificates().forEach(c -> fields.add(ByteBuffer.wrap(c)));
        document.caReferences().forEach(r -> fields.add(comparable(r)));
        document.ocspResponses().forEach(o -> fields.add(ByteBuffer.wrap(o)));
        return fields;
    }

    private static Object comparable(SignatureDocument.Reference r) {
        return List.of(r.uri(), r.algorithm(), ByteBuffer.wrap(r.digest()));
    }

    private static Object comparable(SignatureDocument.CertificateReference r) {
        return Arrays.asList(r.algorithm(), ByteBuffer.wrap(r.digest()), r.issuer(), r.serial());
    }

    @Test
    void refusesBase64WithUnusedBits() {
        assertThat(StrictBase64.decode("AQ==".getBytes(UTF_8), 0, 4)).containsExactly(1);
        assertThat(StrictBase64.decode("AQI=".getBytes(UTF_8), 0, 4)).containsExactly(1, 2);
        for (String bad : List.of("AR==", "AQJ=", "AQ=", "AQ", "", "====", "A===", "AQ==AQ==", "A\nQ=", "AQI=AQI=")) {
            assertThat(StrictBase64.decode(bad.getBytes(UTF_8), 0, bad.length()))
                    .as(bad)
                    .isNull();
        }
    }
}
