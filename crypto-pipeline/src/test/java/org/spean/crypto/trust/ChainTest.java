package org.spean.crypto.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spean.crypto.trust.TestAuthority.NOW;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.certificate.KeyUsages;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.TestAuthority.Wish;
import org.spean.crypto.trust.UntrustedCertificateException.Kind;
import org.spean.identifier.MemberId;

/** Chains: of the captured sets, and of authorities that break one rule each. */
class ChainTest {
    private static final String CAMDX =
            "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider";
    private static final Instant CAPTURED = Instant.parse("2026-11-23T13:30:00Z");

    @ParameterizedTest
    @EnumSource(GoldenSet.class)
    void captured_certificates_chain_to_their_top(GoldenSet set) throws Exception {
        TrustAnchors anchors = set.anchors();
        for (String name : List.of("bank", "moi", "gw")) {
            CertificateChain sign = anchors.chain(set.certificate(name + "-sign"), List.of(), CAPTURED);
            CertificateChain auth = anchors.chain(set.certificate(name + "-auth"), List.of(), CAPTURED);
            assertThat(sign.certificates().getLast()).isEqualTo(set.certificate("ca"));
            assertThat(sign.withoutTop()).hasSize(set == GoldenSet.INTERMEDIATE ? 2 : 1);
            assertThat(KeyUsages.signing(sign.leaf())).isTrue();
            assertThat(KeyUsages.authentication(sign.leaf())).isFalse();
            assertThat(KeyUsages.authentication(auth.leaf())).isTrue();
            assertThat(KeyUsages.signing(auth.leaf())).isFalse();
            assertThatThrownBy(() -> anchors.signerOf(auth))
                    .isInstanceOfSatisfying(
                            UntrustedCertificateException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_USE));
        }
        assertThat(anchors.signerOf(anchors.chain(set.certificate("bank-sign"), List.of(), CAPTURED)))
                .isEqualTo(new MemberId("CAMBODIA", "COM", "CAMDX-000201"));
        assertThat(anchors.signerOf(anchors.chain(set.certificate("moi-sign"), List.of(), CAPTURED)))
                .isEqualTo(new MemberId("CAMBODIA", "GOV", "CAMDX-000121"));
    }

    @Test
    void certificates_of_another_set_do_not_chain_although_names_are_equal() throws Exception {
        TrustAnchors anchors = GoldenSet.XROAD.anchors();
        for (GoldenSet other : List.of(GoldenSet.CAMDX, GoldenSet.EC, GoldenSet.MONITORING)) {
            refused(anchors, other.certificate("bank-sign"), List.of(), CAPTURED, Kind.UNKNOWN_ISSUER);
        }
        refused(anchors, GoldenSet.INTERMEDIATE.certificate("bank-sign"), List.of(), CAPTURED, Kind.UNKNOWN_ISSUER);
    }

    @Test
    void intermediate_that_the_peer_sends_is_as_good_as_a_listed_one() throws Exception {
        GoldenSet set = GoldenSet.INTERMEDIATE;
        TrustAnchors anchors = set.anchors(List.of());
        X509Certificate leaf = set.certificate("bank-sign");
        refused(anchors, leaf, List.of(), CAPTURED, Kind.UNKNOWN_ISSUER);
        List<X509Certificate> sent = List.of(set.certificate("tsa"), set.certificate("ca"), set.certificate("ica"));
        CertificateChain chain = anchors.chain(leaf, sent, CAPTURED);
        assertThat(chain.certificates()).containsExactly(leaf, set.certificate("ica"), set.certificate("ca"));
        assertThat(chain.issuerOf(0)).isEqualTo(set.certificate("ica"));
        assertThat(anchors.chain(leaf, sent, CAPTURED)).as("remembered").isSameAs(chain);
    }

    @Test
    void remembered_chain_is_not_good_for_ever() throws Exception {
        TrustAnchors anchors = GoldenSet.XROAD.anchors();
        X509Certificate leaf = GoldenSet.XROAD.certificate("bank-sign");
        CertificateChain chain = anchors.chain(leaf, List.of(), CAPTURED);
        assertThat(chain.validAt(chain.validUntil())).isTrue();
        refused(anchors, leaf, List.of(), chain.validUntil().plusSeconds(1), Kind.EXPIRED);
        refused(anchors, leaf, List.of(), chain.validFrom().minusSeconds(1), Kind.NOT_YET_VALID);
    }

    @Test
    void every_flipped_byte_breaks_a_certificate() throws Exception {
        TrustAnchors anchors = GoldenSet.XROAD.anchors();
        byte[] der = GoldenSet.XROAD.certificate("bank-sign").getEncoded();
        for (int i = 0; i < der.length; i++) {
            byte[] flipped = der.clone();
            flipped[i] ^= 1;
            X509Certificate certificate;
            try {
                certificate = Certificates.parse(flipped);
            } catch (MalformedCertificateException e) {
                continue;
            }
            assertThatThrownBy(() -> anchors.chain(certificate, List.of(), CAPTURED))
                    .as("byte %d", i)
                    .isInstanceOf(UntrustedCertificateException.class);
        }
    }

    @Test
    void each_rule_of_the_path_counts() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        TrustAnchors anchors = anchors(root);
        Instant longAgo = NOW.minus(Duration.ofDays(100));

        TestAuthority good = root.issue(Wish.authority("I"));
        TestAuthority leaf = good.issue(Wish.signer());
        assertThat(anchors.chain(leaf.certificate(), List.of(good.certificate()), NOW)
                        .certificates())
                .hasSize(3);

        refusedBelow(anchors, root, Wish.authority("Expired").valid(longAgo, longAgo.plusSeconds(60)), Kind.EXPIRED);
        refusedBelow(
                anchors,
                root,
                Wish.authority("Future").valid(NOW.plusSeconds(60), NOW.plusSeconds(600)),
                Kind.NOT_YET_VALID);
        refusedBelow(
                anchors, root, Wish.authority("Signs no certificates").usage(KeyUsage.cRLSign), Kind.NOT_AN_AUTHORITY);
        refusedBelow(anchors, root, Wish.authority("SHA-1").algorithm("SHA1withECDSA"), Kind.WEAK_ALGORITHM);
        refusedBelow(anchors, root, Wish.authority("Strange").strange(), Kind.INVALID);
        // A certificate that says it is no authority is not even looked at as one.
        refusedBelow(anchors, root, Wish.authority("None").plain(TestAuthority.CERT_SIGN), Kind.UNKNOWN_ISSUER);

        TestAuthority last = root.issue(Wish.authority("Last").pathLength(0));
        TestAuthority below = last.issue(Wish.authority("Below the last"));
        refused(
                anchors,
                below.issue(Wish.signer()).certificate(),
                List.of(below.certificate(), last.certificate()),
                NOW,
                Kind.NOT_AN_AUTHORITY);
        refused(anchors, root.issue(Wish.signer().strange()).certificate(), List.of(), NOW, Kind.INVALID);
        refused(
                anchors,
                TestAuthority.root("Elsewhere").issue(Wish.signer()).certificate(),
                List.of(),
                NOW,
                Kind.UNKNOWN_ISSUER);
    }

    @Test
    void listed_authority_that_is_no_authority_issues_nothing() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        TestAuthority server = root.issue(Wish.authority("Server").plain(KeyUsage.digitalSignature));
        ApprovedCa ca = new ApprovedCa(
                "Test", false, root.node(), List.of(server.node()), CertificateProfiles.named(CAMDX, "CAMBODIA"));
        TrustAnchors anchors = TrustAnchors.of(List.of(ca), OcspRules.of(Duration.ofHours(1)), 1);
        refused(anchors, server.issue(Wish.signer()).certificate(), List.of(), NOW, Kind.NOT_AN_AUTHORITY);
    }

    @Test
    void maze_of_certificates_that_issue_each_other_ends_soon() throws Exception {
        TestAuthority one = TestAuthority.root("Maze");
        List<X509Certificate> maze = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            maze.add(one.issue(Wish.authority("Maze"), one.keys()).certificate());
        }
        refused(
                anchors(TestAuthority.root("Root")),
                one.issue(Wish.signer()).certificate(),
                maze,
                NOW,
                Kind.UNKNOWN_ISSUER);
    }

    @Test
    void authority_for_authentication_only_has_no_signers() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        X509Certificate leaf = root.issue(Wish.signer()).certificate();
        ApprovedCa ca =
                new ApprovedCa("TLS only", true, root.node(), List.of(), CertificateProfiles.named(CAMDX, "CAMBODIA"));
        TrustAnchors anchors = TrustAnchors.of(List.of(ca), OcspRules.of(Duration.ofHours(1)), 1);
        assertThatThrownBy(() -> anchors.signerOf(anchors.chain(leaf, List.of(), NOW)))
                .isInstanceOf(UntrustedCertificateException.class)
                .hasMessage("Certificates of TLS only are for authentication only");
    }

    @Test
    void authority_of_one_instance_does_not_speak_for_another() throws Exception {
        TestAuthority root = TestAuthority.root("Root");
        X509Certificate leaf = root.issue(Wish.signer()).certificate();
        ApprovedCa elsewhere =
                new ApprovedCa("Elsewhere", false, root.node(), List.of(), CertificateProfiles.named(CAMDX, "LAOS"));
        TrustAnchors one = TrustAnchors.of(List.of(elsewhere), OcspRules.of(Duration.ofHours(1)), 1);
        assertThatThrownBy(() -> one.signerOf(one.chain(leaf, List.of(), NOW)))
                .isInstanceOf(IncorrectCertificateException.class)
                .hasMessageContaining("approved by LAOS");

        ApprovedCa here =
                new ApprovedCa("Here", false, root.node(), List.of(), CertificateProfiles.named(CAMDX, "CAMBODIA"));
        TrustAnchors both = TrustAnchors.of(List.of(elsewhere, here), OcspRules.of(Duration.ofHours(1)), 1);
        assertThat(both.signerOf(both.chain(leaf, List.of(), NOW)))
                .isEqualTo(new MemberId("CAMBODIA", "COM", "CAMDX-000201"));
    }

    private static TrustAnchors anchors(TestAuthority root) {
        ApprovedCa ca =
                new ApprovedCa("Test", false, root.node(), List.of(), CertificateProfiles.named(CAMDX, "CAMBODIA"));
        return TrustAnchors.of(List.of(ca), OcspRules.of(Duration.ofHours(1)), 1);
    }

    private static void refusedBelow(TrustAnchors anchors, TestAuthority root, Wish wish, Kind kind) throws Exception {
        TestAuthority authority = root.issue(wish);
        X509Certificate leaf = authority.issue(Wish.signer()).certificate();
        refused(anchors, leaf, List.of(authority.certificate()), NOW, kind);
    }

    private static void refused(
            TrustAnchors anchors, X509Certificate leaf, List<X509Certificate> extra, Instant at, Kind kind) {
        assertThatThrownBy(() -> anchors.chain(leaf, extra, at))
                .isInstanceOfSatisfying(
                        UntrustedCertificateException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
