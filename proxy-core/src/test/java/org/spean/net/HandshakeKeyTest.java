package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;

/** Signatures of the JDK's TLS, made as it makes them: the provider is found by the key. */
class HandshakeKeyTest {
    private static final byte[] TRANSCRIPT = "what both have said so far".getBytes(StandardCharsets.US_ASCII);
    private static final String OURS = "SpeanHandshakes";

    private static CertificateAuthority authority;
    private static PrivateKey local;
    private static PublicKey verifying;
    private static PrivateKey key;

    @BeforeAll
    static void make() {
        authority = TestNet.authority("Test CA", KeyKind.RSA_2048);
        AuthenticationIdentity identity = TestNet.identity(authority, "ours", KeyKind.RSA_2048);
        local = identity.key();
        verifying = identity.certificate().getPublicKey();
        key = of(identity);
    }

    private static PrivateKey of(AuthenticationIdentity identity) {
        HandshakeSigner signer = HandshakeSigner.of(identity.key(), identity.certificate(), TestNet.PROBE);
        return HandshakeKey.of(identity.key(), identity.certificate().getPublicKey(), signer.key());
    }

    private static void update(Signature signature) throws SignatureException {
        signature.update(TRANSCRIPT[0]);
        signature.update(TRANSCRIPT, 1, TRANSCRIPT.length - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA384withRSA", "SHA512withRSA"})
    void signsByAnAlgorithmWithoutParameters(String algorithm) throws Exception {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        update(signing);
        byte[] value = signing.sign();

        assertThat(signing.getProvider().getName()).isEqualTo(OURS);
        Signature judge = Signature.getInstance(algorithm);
        judge.initVerify(verifying);
        update(judge);
        assertThat(judge.verify(value)).isTrue();
        assertThat(judge.getProvider().getName()).isNotEqualTo(OURS);
    }

    @ParameterizedTest
    @CsvSource({"SHA-256, 32", "SHA-384, 48", "SHA-512, 64"})
    void signsByPss(String digest, int salt) throws Exception {
        PSSParameterSpec parameters = new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1);
        Signature signing = Signature.getInstance("RSASSA-PSS");
        signing.initSign(key);
        signing.setParameter(parameters);
        update(signing);
        byte[] value = signing.sign();

        assertThat(signing.getProvider().getName()).isEqualTo(OURS);
        Signature judge = Signature.getInstance("RSASSA-PSS");
        judge.setParameter(parameters);
        judge.initVerify(verifying);
        update(judge);
        assertThat(judge.verify(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "RSASSA-PSS"})
    void othersKeysAreNotItsConcern(String algorithm) throws Exception {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(local);

        assertThat(signing.getProvider().getName()).isNotEqualTo(OURS);
        assertThatThrownBy(() -> Signature.getInstance(algorithm, OURS).initSign(local))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> Signature.getInstance(algorithm, OURS).initVerify(verifying))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void showsNothingOfTheKey() {
        assertThat(key.getEncoded()).isNull();
        assertThat(key.getFormat()).isNull();
        assertThat(key.toString()).doesNotContain(local.toString());
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void keysOnCurvesStayAsTheyAre() {
        AuthenticationIdentity curve = TestNet.identity(authority, "curve", KeyKind.EC_P256);

        assertThat(of(curve)).isSameAs(curve.key());
    }
}
