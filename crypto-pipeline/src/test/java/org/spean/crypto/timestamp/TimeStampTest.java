package org.spean.crypto.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.timestamp.TimeStampException.Kind;

/** What authorities may answer, and what they may not. */
class TimeStampTest {
    private static final byte[] DATA = "what is stamped".getBytes(StandardCharsets.UTF_8);
    private static final TimeStampRequest REQUEST =
            TimeStampRequest.over(DigestAlgorithm.SHA_512, DigestAlgorithm.SHA_512.digest(DATA));

    @ParameterizedTest
    @CsvSource({
        "EC,SHA256withECDSA",
        "EC,SHA512withECDSA",
        "RSA,SHA256withRSA",
        "RSA,SHA512withRSA",
        "RSA,SHA256withRSAandMGF1"
    })
    void acceptsAStampWithAndWithoutCertificateAndNonce(String key, String signature) throws Exception {
        TestTsa tsa = TestTsa.of(key, signature, KeyPurposeId.id_kp_timeStamping);
        var authorities = TimeStampAuthorities.of(List.of(TestTsa.ec().certificate(), tsa.certificate()));
        for (TimeStampRequest request : List.of(
                REQUEST,
                REQUEST.withNonce(BigInteger.valueOf(4711)),
                new TimeStampRequest(DigestAlgorithm.SHA_512, REQUEST.imprint(), null, true))) {
            byte[] answer = tsa.answer(request.der(), TestTsa.NOW);
            VerifiedTimeStamp stamp = authorities.accept(answer, request);
            assertThat(stamp.time()).isEqualTo(TestTsa.NOW);
            assertThat(stamp.authority()).isEqualTo(tsa.certificate());

            TimeStampToken kept = TimeStampToken.parse(stamp.token());
            assertThat(kept.content().getCertificates().getMatches(null)).hasSize(1);
            assertThat(authorities.verify(kept, REQUEST).token()).isEqualTo(stamp.token());
        }
    }

    @Test
    void refusesTheStampOfAnotherRequest() throws Exception {
        TestTsa tsa = TestTsa.ec();
        byte[] other = DigestAlgorithm.SHA_512.digest(new byte[] {1});
        byte[] answer =
                tsa.answer(TimeStampRequest.over(DigestAlgorithm.SHA_512, other).der(), TestTsa.NOW);
        refused(tsa, answer, REQUEST, Kind.OTHER_REQUEST, "is over something else");

        byte[] otherAlgorithm = tsa.answer(
                TimeStampRequest.over(DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_256.digest(DATA))
                        .der(),
                TestTsa.NOW);
        refused(tsa, otherAlgorithm, REQUEST, Kind.OTHER_REQUEST, "is over something else");
    }

    @Test
    void refusesAnotherNonceNoNonceAndOneThatWasNotAskedFor() throws Exception {
        TestTsa tsa = TestTsa.ec();
        TimeStampRequest one = REQUEST.withNonce(BigInteger.ONE);
        byte[] two = tsa.answer(REQUEST.withNonce(BigInteger.TWO).der(), TestTsa.NOW);
        refused(tsa, two, one, Kind.OTHER_REQUEST, "nonce 2 (expected: 1)");
        refused(tsa, two, REQUEST, Kind.OTHER_REQUEST, "nonce 2 (expected: null)");
        refused(tsa, tsa.answer(REQUEST.der(), TestTsa.NOW), one, Kind.OTHER_REQUEST, "nonce null (expected: 1)");
    }

    @Test
    void saysWhyAnAuthorityDeclines() throws Exception {
        byte[] refusal = TestTsa.refusal("out of\norder");
        refused(TestTsa.ec(), refusal, REQUEST, Kind.DECLINED, "status 2 (out of order), failure");
    }

    @Test
    void refusesAnAuthorityThatIsNotApproved() throws Exception {
        byte[] answer = TestTsa.ec().answer(REQUEST.der(), TestTsa.NOW);
        refused(TestTsa.ec(), answer, REQUEST, Kind.UNAPPROVED, "is by no approved time-stamping authority");
    }

    @Test
    void refusesACertificateForOtherPurposes() throws Exception {
        for (KeyPurposeId purpose : new KeyPurposeId[] {KeyPurposeId.id_kp_OCSPSigning, null}) {
            TestTsa tsa = TestTsa.of("EC", "SHA256withECDSA", purpose);
            refused(
                    tsa,
                    tsa.careless(REQUEST.imprint(), true),
                    REQUEST,
                    Kind.UNAPPROVED,
                    purpose == null ? "must have an ExtendedKeyUsage extension" : "ExtendedKeyUsage not solely time");
        }
    }

    @Test
    void refusesATokenThatDoesNotNameItsCertificate() throws Exception {
        TestTsa tsa = TestTsa.ec();
        var authorities = TimeStampAuthorities.of(List.of(tsa.certificate()));
        authorities.accept(tsa.careless(REQUEST.imprint(), true), REQUEST);
        refused(tsa, tsa.careless(REQUEST.imprint(), false), REQUEST, Kind.MALFORMED, "no signing certificate");
    }

    @Test
    void refusesACertificateOutOfItsTime() throws Exception {
        TestTsa tsa = TestTsa.ec();
        byte[] late = tsa.answer(REQUEST.der(), TestTsa.NOW.plus(Duration.ofDays(2)));
        refused(tsa, late, REQUEST, Kind.UNAPPROVED, "was valid from");
        byte[] early = tsa.answer(REQUEST.der(), TestTsa.NOW.minus(Duration.ofDays(2)));
        refused(tsa, early, REQUEST, Kind.UNAPPROVED, "was valid from");
    }

    @Test
    void refusesTheSignatureOfAnotherKey() throws Exception {
        TestTsa tsa = TestTsa.ec();
        byte[] answer = tsa.withKeyOf(TestTsa.ec()).answer(REQUEST.der(), TestTsa.NOW);
        refused(tsa, answer, REQUEST, Kind.INVALID_SIGNATURE, "signature is not by the key of CN=Test TSA");
    }

    @Test
    void refusesSha1() throws Exception {
        TestTsa tsa = TestTsa.of("RSA", "SHA1withRSA", KeyPurposeId.id_kp_timeStamping);
        refused(
                tsa,
                tsa.answer(REQUEST.der(), TestTsa.NOW),
                REQUEST,
                Kind.INVALID_SIGNATURE,
                "signed with digest algorithm");

        TestTsa good = TestTsa.ec();
        byte[] sha1 = good.answer(REQUEST.der(), TestTsa.NOW, asked -> sha1Request());
        refused(good, sha1, REQUEST, Kind.MALFORMED, "imprint of algorithm 1.3.14.3.2.26");
    }

    private static org.bouncycastle.tsp.TimeStampRequest sha1Request() {
        return new TimeStampRequestGenerator().generate(TSPAlgorithms.SHA1, new byte[20]);
    }

    @Test
    void refusesWhatIsNoAnswer() throws Exception {
        TestTsa tsa = TestTsa.ec();
        byte[] answer = tsa.answer(REQUEST.der(), TestTsa.NOW);
        for (byte[] bad : List.of(
                new byte[0],
                "<html>".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(answer, answer.length - 1),
                Arrays.copyOf(answer, answer.length + 1),
                REQUEST.der())) {
            refused(tsa, bad, REQUEST, Kind.MALFORMED, "cannot be read");
        }
        refused(
                tsa,
                new byte[TimeStampAuthorities.MAX_ANSWER_LENGTH + 1],
                REQUEST,
                Kind.MALFORMED,
                "bytes (expected: at most");
    }

    @Test
    void noAlteredByteMakesAnotherStamp() throws Exception {
        TestTsa tsa = TestTsa.ec();
        var authorities = TimeStampAuthorities.of(List.of(tsa.certificate()));
        byte[] answer = tsa.answer(REQUEST.der(), TestTsa.NOW);
        int refused = 0;
        for (int at = 0; at < answer.length; at++) {
            for (int bit : new int[] {0x01, 0x20, 0x80}) {
                byte[] altered = answer.clone();
                altered[at] ^= (byte) bit;
                try {
                    VerifiedTimeStamp stamp = authorities.accept(altered, REQUEST);
                    // Only what nothing signs may differ: lists of algorithms, versions.
                    assertThat(stamp.time()).isEqualTo(TestTsa.NOW);
                } catch (TimeStampException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(answer.length * 3 * 9 / 10);
    }

    private static void refused(TestTsa approved, byte[] answer, TimeStampRequest request, Kind kind, String message) {
        var authorities = TimeStampAuthorities.of(List.of(approved.certificate()));
        TimeStampException e =
                catchThrowableOfType(TimeStampException.class, () -> authorities.accept(answer, request));
        assertThat(e).isNotNull().hasMessageContaining(message);
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(String.valueOf(e.getMessage())).doesNotContain("\n");
    }
}
