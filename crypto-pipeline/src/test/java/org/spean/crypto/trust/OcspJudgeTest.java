package org.spean.crypto.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spean.crypto.trust.TestAuthority.NOW;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.ocsp.OcspRequest;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.ocsp.OcspVerdict.Bad;
import org.spean.crypto.ocsp.OcspVerdict.Good;
import org.spean.crypto.ocsp.OcspVerdict.Reason;
import org.spean.crypto.ocsp.SingleStatus;
import org.spean.crypto.trust.TestAuthority.Wish;

/** Verdicts on the OCSP responses of the captured sets, and on responses that break one rule each. */
class OcspJudgeTest {
    private static final CertificateStatus GOOD = CertificateStatus.GOOD;

    @ParameterizedTest
    @EnumSource(GoldenSet.class)
    void captured_responses_are_good_while_fresh(GoldenSet set) throws Exception {
        TrustAnchors anchors = set.anchors();
        List<byte[]> captured = new ArrayList<>(set.port5577());
        for (Path file : set.ocspResponses()) {
            captured.add(Files.readAllBytes(file));
        }
        assertThat(captured).hasSizeGreaterThan(3);
        for (byte[] der : captured) {
            OcspResponse response = OcspResponse.parse(der);
            assertThat(response.statuses()).hasSize(1);
            X509Certificate subject =
                    set.withSerial(response.statuses().getFirst().id().serial());
            Instant made = response.thisUpdate();
            Instant next = Objects.requireNonNull(response.nextUpdate());
            for (int twice = 0; twice < 2; twice++) { // the second time from memory
                assertThat(anchors.judge(response, subject, made)).isEqualTo(new Good(made.minusSeconds(60), next));
                assertThat(anchors.judge(response, subject, made.minusSeconds(60)))
                        .isEqualTo(new Good(made.minusSeconds(60), next));
                refused(anchors.judge(response, subject, made.minusSeconds(61)), Reason.NOT_YET_VALID);
                assertThat(anchors.judge(response, subject, next).good()).isTrue();
                refused(anchors.judge(response, subject, next.plusMillis(1)), Reason.STALE);
            }
            X509Certificate other = subject.equals(set.certificate("bank-sign"))
                    ? set.certificate("moi-sign")
                    : set.certificate("bank-sign");
            refused(anchors.judge(response, other, made), Reason.OTHER_CERTIFICATE);
            assertThat(anchors.judge(OcspResponse.parse(der.clone()), subject, made)
                            .good())
                    .as("equal by content")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(GoldenSet.class)
    void requests_are_those_of_the_captures(GoldenSet set) throws Exception {
        List<String> ours = new ArrayList<>();
        TrustAnchors anchors = set.anchors();
        for (X509Certificate subject : set.certificates()) {
            X509Certificate issuer = anchors.issuerOf(subject);
            if (issuer != null) {
                ours.add(HexFormat.of().formatHex(OcspRequest.encode(subject, issuer)));
                assertThat(anchors.respondersFor(subject)).hasSize(1);
            }
        }
        for (Path response : set.ocspResponses()) {
            Path request =
                    response.resolveSibling(response.getFileName().toString().replace("response", "request"));
            assertThat(ours).contains(HexFormat.of().formatHex(Files.readAllBytes(request)));
        }
    }

    @Test
    void responses_of_another_set_are_not_believed() throws Exception {
        TrustAnchors anchors = GoldenSet.XROAD.anchors();
        OcspResponse response = OcspResponse.parse(
                Files.readAllBytes(GoldenSet.CAMDX.ocspResponses().getFirst()));
        X509Certificate theirs =
                GoldenSet.CAMDX.withSerial(response.statuses().getFirst().id().serial());
        refused(anchors.judge(response, theirs, response.thisUpdate()), Reason.UNKNOWN_ISSUER);
        X509Certificate ours =
                GoldenSet.XROAD.withSerial(response.statuses().getFirst().id().serial());
        refused(anchors.judge(response, ours, response.thisUpdate()), Reason.OTHER_CERTIFICATE);
    }

    @Test
    void no_flipped_byte_changes_what_is_believed() throws Exception {
        GoldenSet set = GoldenSet.XROAD;
        byte[] der = Files.readAllBytes(set.ocspResponses().getFirst());
        OcspResponse whole = OcspResponse.parse(der);
        X509Certificate subject =
                set.withSerial(whole.statuses().getFirst().id().serial());
        TrustAnchors anchors = set.anchors();
        int believed = 0;
        for (int i = 0; i < der.length; i++) {
            for (int bit : new int[] {1, 0x20, 0x80}) {
                byte[] flipped = der.clone();
                flipped[i] ^= (byte) bit;
                try {
                    OcspResponse response = OcspResponse.parse(flipped);
                    OcspVerdict verdict = anchors.judge(response, subject, whole.thisUpdate());
                    if (verdict.good()) {
                        // Only what nobody signed may change: parameters of the algorithm, certificates sent along.
                        believed++;
                        assertThat(response.thisUpdate()).isEqualTo(whole.thisUpdate());
                        assertThat(response.nextUpdate()).isEqualTo(whole.nextUpdate());
                        assertThat(response.statuses().getFirst().state()).isEqualTo(SingleStatus.State.GOOD);
                        assertThat(i).isGreaterThan(der.length / 10);
                    }
                } catch (OcspResponseException expected) {
                    assertThat(expected).hasMessageStartingWith("OCSP response: ");
                }
            }
        }
        assertThat(believed).isLessThan(der.length * 3);
        for (int length = 0; length < der.length; length++) {
            byte[] cut = Arrays.copyOf(der, length);
            assertThatThrownBy(() -> OcspResponse.parse(cut)).isInstanceOf(OcspResponseException.class);
        }
    }

    /** Bytes changed, doubled, left out, swapped between responses: never believed, and never a surprise. */
    @ParameterizedTest
    @EnumSource(GoldenSet.class)
    void no_mutation_is_believed(GoldenSet set) throws Exception {
        TrustAnchors anchors = set.anchors();
        Random random = new Random(6960);
        List<byte[]> captured = new ArrayList<>();
        for (Path file : set.ocspResponses()) {
            captured.add(Files.readAllBytes(file));
        }
        for (int round = 0; round < 4000; round++) {
            byte[] der = captured.get(random.nextInt(captured.size()));
            byte[] mutated = mutated(der, captured.get(random.nextInt(captured.size())), random);
            OcspResponse whole = OcspResponse.parse(der);
            OcspResponse response;
            try {
                response = OcspResponse.parse(mutated);
            } catch (OcspResponseException expected) {
                assertThat(expected).hasMessageStartingWith("OCSP response: ");
                continue;
            }
            X509Certificate subject =
                    set.withSerial(whole.statuses().getFirst().id().serial());
            if (anchors.judge(response, subject, whole.thisUpdate()).good()) {
                // Only what nobody signed and nobody reads can differ, as the parameters of the algorithm.
                OcspResponse same = captured.stream().anyMatch(one -> Arrays.equals(one, mutated)) ? response : whole;
                assertThat(response.thisUpdate()).isEqualTo(same.thisUpdate());
                assertThat(response.nextUpdate()).isEqualTo(same.nextUpdate());
                assertThat(response.certificates()).isEqualTo(same.certificates());
                assertThat(response.statuses()).hasSize(1);
            }
        }
    }

    private static byte[] mutated(byte[] der, byte[] other, Random random) {
        int at = random.nextInt(der.length);
        int length = 1 + random.nextInt(Math.min(64, der.length - at));
        return switch (random.nextInt(5)) {
            case 0 -> overwritten(der, random);
            case 1 -> concat(Arrays.copyOf(der, at), Arrays.copyOfRange(der, at + length, der.length));
            case 2 -> concat(Arrays.copyOf(der, at + length), Arrays.copyOfRange(der, at, der.length));
            case 3 -> concat(Arrays.copyOf(other, at), Arrays.copyOfRange(der, at, der.length));
            default -> concat(der, Arrays.copyOf(other, length));
        };
    }

    private static byte[] overwritten(byte[] der, Random random) {
        byte[] changed = der.clone();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            changed[random.nextInt(der.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    @Test
    void who_may_answer() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        TestAuthority listed = TestAuthority.root("Listed responder"); // of any issuer: the configuration vouches
        TestAuthority delegated = root.issue(
                Wish.authority("Delegate").plain(KeyUsage.digitalSignature).purpose(KeyPurposeId.id_kp_OCSPSigning));
        TestAuthority plain = root.issue(Wish.authority("Server").plain(KeyUsage.digitalSignature));
        TestAuthority stranger = TestAuthority.root("Root")
                .issue(Wish.authority("Delegate")
                        .plain(KeyUsage.digitalSignature)
                        .purpose(KeyPurposeId.id_kp_OCSPSigning));
        TestAuthority intermediate = root.issue(Wish.authority("Intermediate"));
        TrustAnchors anchors = anchors(
                List.of(intermediate.node()),
                root.node(new OcspResponder(URI.create("http://127.0.0.1"), listed.certificate())));
        X509Certificate subject = root.issue(Wish.signer()).certificate();

        for (TestAuthority responder : List.of(root, listed, delegated)) {
            assertThat(judged(anchors, responder, subject, root)).isInstanceOf(Good.class);
        }
        for (TestAuthority responder : List.of(plain, stranger, intermediate)) {
            refused(judged(anchors, responder, subject, root), Reason.UNAUTHORISED_RESPONDER);
        }
        // A responder answers for the authority it is listed for, not for others of the same service.
        X509Certificate below = intermediate.issue(Wish.signer()).certificate();
        refused(judged(anchors, listed, below, intermediate), Reason.UNAUTHORISED_RESPONDER);
        refused(judged(anchors, delegated, below, intermediate), Reason.UNAUTHORISED_RESPONDER);
        assertThat(judged(anchors, intermediate, below, intermediate)).isInstanceOf(Good.class);
        // The same name with another key.
        TestAuthority twin = TestAuthority.root("Listed responder");
        refused(judged(anchors, twin, subject, root), Reason.UNAUTHORISED_RESPONDER);
    }

    @Test
    void intermediate_that_only_a_chain_knows_answers_for_itself() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        TestAuthority sent = root.issue(Wish.authority("Sent by the peer"));
        X509Certificate leaf = sent.issue(Wish.signer()).certificate();
        TrustAnchors anchors = anchors(List.of(), root.node());
        OcspResponse response = sent.answer(leaf, sent.certificate(), GOOD, NOW, null, false);
        refused(anchors.judge(response, leaf, NOW), Reason.UNKNOWN_ISSUER);
        CertificateChain chain = anchors.chain(leaf, List.of(sent.certificate()), NOW);
        assertThat(anchors.judge(response, leaf, chain.issuerOf(0), NOW))
                .isEqualTo(new Good(NOW.minus(OcspRules.DEFAULT_SKEW), NOW.plus(Duration.ofHours(1))));
    }

    @Test
    void what_the_answer_says_and_when() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        TrustAnchors anchors = anchors(List.of(), root.node());
        X509Certificate subject = root.issue(Wish.signer()).certificate();
        X509Certificate issuer = root.certificate();

        refused(
                anchors.judge(
                        root.answer(subject, issuer, new RevokedStatus(Date.from(NOW), 1), NOW, null, false),
                        subject,
                        NOW),
                Reason.REVOKED);
        refused(
                anchors.judge(root.answer(subject, issuer, new UnknownStatus(), NOW, null, false), subject, NOW),
                Reason.UNKNOWN_STATUS);
        OcspResponse shortLived = root.answer(subject, issuer, GOOD, NOW, NOW.plusSeconds(600), false);
        assertThat(anchors.judge(shortLived, subject, NOW))
                .isEqualTo(new Good(NOW.minus(OcspRules.DEFAULT_SKEW), NOW.plusSeconds(600)));
        refused(anchors.judge(shortLived, subject, NOW.plusSeconds(601)), Reason.PAST_NEXT_UPDATE);
        TrustAnchors lenient = TrustAnchors.of(
                anchors.approved(), new OcspRules(Duration.ofHours(1), false, OcspRules.DEFAULT_SKEW), 2);
        assertThat(lenient.judge(shortLived, subject, NOW.plusSeconds(601)))
                .isEqualTo(new Good(NOW.minus(OcspRules.DEFAULT_SKEW), NOW.plusSeconds(3600)));

        TestAuthority brief = root.issue(Wish.authority("Delegate")
                .plain(KeyUsage.digitalSignature)
                .purpose(KeyPurposeId.id_kp_OCSPSigning)
                .valid(NOW.minusSeconds(60), NOW.plusSeconds(60)));
        OcspResponse byBrief = brief.answer(subject, issuer, GOOD, NOW, null, true);
        assertThat(anchors.judge(byBrief, subject, NOW)).isEqualTo(new Good(NOW.minusSeconds(60), NOW.plusSeconds(60)));
        refused(anchors.judge(byBrief, subject, NOW.plusSeconds(61)), Reason.RESPONDER_EXPIRED);
    }

    private static OcspVerdict judged(
            TrustAnchors anchors, TestAuthority responder, X509Certificate subject, TestAuthority issuer)
            throws Exception {
        return anchors.judge(responder.answer(subject, issuer.certificate(), GOOD, NOW, null, true), subject, NOW);
    }

    private static TrustAnchors anchors(List<CaNode> intermediates, CaNode top) {
        ApprovedCa ca = new ApprovedCa(
                "Test",
                false,
                top,
                intermediates,
                CertificateProfiles.named(
                        "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider", "CAMBODIA"));
        return TrustAnchors.of(List.of(ca), OcspRules.of(Duration.ofHours(1)), 1);
    }

    private static void refused(OcspVerdict verdict, Reason reason) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Bad.class,
                        bad -> assertThat(bad.reason()).as(bad.message()).isEqualTo(reason));
    }
}
