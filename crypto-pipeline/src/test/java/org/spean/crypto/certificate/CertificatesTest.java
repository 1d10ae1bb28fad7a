package org.spean.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.spean.crypto.trust.GoldenSet;

class CertificatesTest {

    @Test
    void only_one_whole_certificate_is_one() throws Exception {
        byte[] der = GoldenSet.XROAD.certificate("bank-sign").getEncoded();
        assertThat(Certificates.parse(der).getEncoded()).isEqualTo(der);
        for (int length = 0; length < der.length; length++) {
            refused(Arrays.copyOf(der, length));
        }
        refused(Arrays.copyOf(der, der.length + 1));
        refused(Files.readAllBytes(GoldenSet.XROAD.pki("bank-sign.crt.pem")));
        byte[] huge = Arrays.copyOf(der, Certificates.MAX_LENGTH + 1);
        refused(huge);
    }

    private static void refused(byte[] bytes) {
        assertThatThrownBy(() -> Certificates.parse(bytes)).isInstanceOf(MalformedCertificateException.class);
    }

    /** The hashes that the consumer of a capture asked 5577 for. */
    @Test
    void hashes_are_those_of_the_captures() throws Exception {
        X509Certificate certificate = GoldenSet.XROAD.certificate("moi-auth");
        CertHash sha1 = CertHash.sha1(certificate);
        CertHash sha256 = CertHash.sha256(certificate);
        assertThat(sha1.hex()).isEqualTo("ee71229316897973ae1cdb061cf8f5f83a858c27");
        assertThat(sha256.hex()).isEqualTo("905223c0f84ad722e90c82530da1f9663cffd601955f0574de27bc12acd712c1");
        assertThat(CertHash.ofHex(CertHash.Algorithm.SHA_1, sha1.hex().toUpperCase(Locale.ROOT)))
                .isEqualTo(sha1)
                .hasSameHashCodeAs(sha1);
        assertThat(CertHash.ofBase64(CertHash.Algorithm.SHA_256, sha256.base64()))
                .isEqualTo(sha256);
        assertThat(CertHash.ofBase64(CertHash.Algorithm.SHA_256, "\n  " + sha256.base64() + "\n"))
                .isEqualTo(sha256);
        assertThatThrownBy(() -> CertHash.ofBase64(CertHash.Algorithm.SHA_256, sha1.base64()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SHA-256 of a certificate: 20 bytes (expected: 32)");
        assertThatThrownBy(() -> CertHash.ofHex(CertHash.Algorithm.SHA_1, "zz"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Base64.getDecoder().decode(sha1.base64())).isEqualTo(sha1.bytes());
    }
}
