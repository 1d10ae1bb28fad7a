package org.spean.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Used as the JDK's TLS uses them: by the names of algorithms alone, with keys of the other side that are its own. */
class EphemeralKeysTest {
    private static final String OURS = "SpeanEphemeralKeys";
    private static final String JDK = "SunEC";

    @BeforeAll
    static void install() {
        assumeTrue(EphemeralKeys.install(), "Corretto is not built for this platform: the JDK agrees on keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void bothSidesComeToTheSameSecret(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair own = generator.generateKeyPair();
        KeyPairGenerator theirs = KeyPairGenerator.getInstance("EC", JDK);
        theirs.initialize(new ECGenParameterSpec(curve));
        KeyPair peer = theirs.generateKeyPair();

        KeyAgreement ours = KeyAgreement.getInstance("ECDH");
        ours.init(own.getPrivate());
        ours.doPhase(peer.getPublic(), true);
        SecretKey secret = ours.generateSecret("TlsPremasterSecret");
        KeyAgreement other = KeyAgreement.getInstance("ECDH", JDK);
        other.init(peer.getPrivate());
        PublicKey seen = KeyFactory.getInstance("EC", JDK)
                .generatePublic(new X509EncodedKeySpec(own.getPublic().getEncoded()));
        other.doPhase(seen, true);

        assertThat(generator.getProvider().getName()).isEqualTo(OURS);
        assertThat(ours.getProvider().getName()).isEqualTo(OURS);
        assertThat(secret.getAlgorithm()).isEqualTo("TlsPremasterSecret");
        assertThat(secret.getEncoded()).isEqualTo(other.generateSecret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"KeyPairGenerator.EC", "KeyAgreement.ECDH"})
    void lendsTheTwoAlgorithmsOnly(String algorithm) {
        assertThat(Security.getProvider(OURS).getServices()).hasSize(2);
        assertThat(Security.getProviders(algorithm)[0].getName()).isEqualTo(OURS);
    }
}
