package org.spean.crypto.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spean.crypto.trust.TestAuthority.NOW;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.TestAuthority.Wish;
import org.spean.identifier.MemberId;

/** Issued signing certificates under authorities of each profile: the member they name, or why they name none. */
class SubjectsTest {
    private static final String INSTANCE = "EE";

    private static String className(String profile) {
        return "ee.ria.xroad.common.certificateprofile.impl." + profile + "CertificateProfileInfoProvider";
    }

    private static ApprovedCa approved(TestAuthority root, String profile, boolean authenticationOnly) {
        return new ApprovedCa(
                profile,
                authenticationOnly,
                root.node(),
                List.of(),
                CertificateProfiles.named(className(profile), INSTANCE));
    }

    private static TrustAnchors anchors(ApprovedCa... approved) {
        return TrustAnchors.of(List.of(approved), OcspRules.of(Duration.ofHours(1)), 1);
    }

    private static MemberId signer(TrustAnchors anchors, TestAuthority root, String subject) throws Exception {
        X509Certificate leaf = root.issue(Wish.signer().subject(subject)).certificate();
        return anchors.signerOf(anchors.chain(leaf, List.of(), NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CamDX        | C=KH, O=Bank, CN=CODE, SERIALNUMBER=EE/ss1/COM      | EE/COM/CODE",
                "FiVRK        | C=FI, O=Bank, CN=CODE, SERIALNUMBER=EE/ss1/COM      | EE/COM/CODE",
                "FiVRK        | C=FI, O=EE, OU=COM, CN=CODE                         | EE/COM/CODE",
                "FiVRK        | C=EE, O=COM, CN=CODE                                | EE/COM/CODE",
                "Is           | C=IS, O=EE, OU=COM, CN=CODE, SERIALNUMBER=any       | EE/COM/CODE",
                "Is           | C=EE, O=COM, CN=CODE                                | EE/COM/CODE",
                "Fo           | C=FO, O=EE, OU=COM, CN=CODE, SERIALNUMBER=any       | EE/COM/CODE",
                "Ejbca        | C=EE, O=COM, CN=CODE                                | EE/COM/CODE",
                "Ejbca        | CN=CODE, C=EE, O=COM, OU=more                       | EE/COM/CODE",
                "Basic        | C=KH, O=Bank, CN=Bank, SERIALNUMBER=CODE, 2.5.4.15=COM | EE/COM/CODE",
                "SkEsteId     | C=EE, CN=Somebody, SERIALNUMBER=PNOEE-38001085718   | EE/PERSON/PNOEE-38001085718",
                "SkEsteIdCard | SERIALNUMBER=38001085718                            | EE/PERSON/38001085718",
                "SkKlass3     | C=EE, CN=Firm, SERIALNUMBER=10747013                | EE/COM/10747013",
                "SkKlass3     | SERIALNUMBER=69999999                               | EE/COM/69999999",
                "SkKlass3     | SERIALNUMBER=70006317                               | EE/GOV/70006317",
                "SkKlass3     | SERIALNUMBER=80000000                               | EE/NGO/80000000",
                "SkKlass3     | SERIALNUMBER=90000000                               | EE/NGO/90000000",
                "SkKlass3     | 2.5.4.97=NTREE-10747013, SERIALNUMBER=70006317      | EE/COM/10747013",
                "SkKlass3     | 2.5.4.97=GO:EE-80000001                             | EE/GOV/80000001",
                "SkKlass3     | 2.5.4.97=NP:EE-96543212                             | EE/NGO/96543212",
                "SkKlass3     | 2.5.4.97=NP:FI-96543212                             | EE/NEE/NP:FI-96543212"
            })
    void subjects_name_members(String profile, String subject, String member) throws Exception {
        TestAuthority root = TestAuthority.root(profile);
        assertThat(signer(anchors(approved(root, profile, false)), root, subject))
                .isEqualTo(MemberId.parse(member));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CamDX    | C=FI, O=Bank, CN=CODE, SERIALNUMBER=EE/ss1/COM       | valid country code",
                "CamDX    | C=KH, O=EE, OU=COM, CN=CODE                          | does not contain serial number",
                "FiVRK    | C=KH, O=Bank, CN=CODE, SERIALNUMBER=EE/ss1/COM       | valid country code",
                "FiVRK    | C=FI, O=Bank, CN=CODE, SERIALNUMBER=EE/ss1           | serialNumber has invalid value",
                "FiVRK    | C=KH, O=EE, OU=COM, CN=CODE                          | valid country code",
                "FiVRK    | C=FI, O=COM, CN=CODE                                 | of instance FI, but its authority is approved by EE",
                "Is       | C=IS, O=EE, OU=COM, CN=CODE                          | does not contain serial number",
                "Is       | C=FO, O=EE, OU=COM, CN=CODE, SERIALNUMBER=any        | valid country code",
                "Is       | C=IS, O=EE, CN=CODE, SERIALNUMBER=any                | does not contain organization unit",
                "Fo       | C=FO, O=EE, OU=COM, CN=CODE                          | does not contain serial number",
                "Fo       | C=EE, O=COM, CN=CODE                                 | valid country code",
                "Ejbca    | O=COM, CN=CODE                                       | does not contain country code",
                "Ejbca    | C=EE, CN=CODE                                        | does not contain organization",
                "Ejbca    | C=EE, O=COM                                          | does not contain common name",
                "Ejbca    | C=LV, O=COM, CN=CODE                                 | of instance LV, but its authority is approved by EE",
                "Ejbca    | C=EE, O=COM, CN=A/B                                  | of no member: member code \"A/B\"",
                "Ejbca    | C=EE, O=COM, CN=A+B                                  | characters that no member identifier may have",
                "Basic    | C=KH, O=Bank, CN=Bank, SERIALNUMBER=CODE             | does not contain business category",
                "Basic    | C=KH, O=Bank, CN=Bank, 2.5.4.15=COM                  | does not contain serial number",
                "SkEsteId | C=EE, CN=Somebody                                    | does not contain serial number",
                "SkKlass3 | C=EE, CN=Firm                                        | does not contain serial number",
                "SkKlass3 | SERIALNUMBER=1234567                                 | no registry code",
                "SkKlass3 | SERIALNUMBER=s1234567                                | no registry code",
                "SkKlass3 | SERIALNUMBER=01234567                                | no registry code",
                "SkKlass3 | 2.5.4.97=NTREE-                                      | of no member: member code"
            })
    void other_subjects_are_refused_with_the_reason(String profile, String subject, String reason) throws Exception {
        TestAuthority root = TestAuthority.root(profile);
        String escaped = subject.replace("A+B", "A\\+B");
        assertThatThrownBy(() -> signer(anchors(approved(root, profile, false)), root, escaped))
                .isInstanceOf(IncorrectCertificateException.class)
                .hasMessageContaining(reason);
    }

    /** The same subject means different members, or none, depending on whose it is. */
    @Test
    void each_authority_of_an_instance_has_its_own_profile() throws Exception {
        TestAuthority one = TestAuthority.root("One");
        TestAuthority two = TestAuthority.root("Two");
        TestAuthority three = TestAuthority.root("Three");
        TestAuthority odd = TestAuthority.root("Odd");
        TrustAnchors anchors = anchors(
                approved(one, "Ejbca", false),
                approved(two, "Basic", false),
                approved(three, "CamDX", true),
                approved(odd, "Mars", false));
        String both = "C=EE, O=COM, CN=CODE, SERIALNUMBER=OTHER, 2.5.4.15=GOV";
        assertThat(signer(anchors, one, both)).isEqualTo(new MemberId("EE", "COM", "CODE"));
        assertThat(signer(anchors, two, both)).isEqualTo(new MemberId("EE", "GOV", "OTHER"));
        assertThatThrownBy(() -> signer(anchors, three, "C=KH, O=Bank, CN=CODE, SERIALNUMBER=EE/ss1/COM"))
                .isInstanceOf(UntrustedCertificateException.class)
                .hasMessage("Certificates of CamDX are for authentication only");
        assertThatThrownBy(() -> signer(anchors, odd, both))
                .isInstanceOf(IncorrectCertificateException.class)
                .hasMessageContaining(className("Mars"));
    }
}
