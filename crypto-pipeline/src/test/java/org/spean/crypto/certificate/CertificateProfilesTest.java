package org.spean.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.spean.crypto.trust.GoldenSet;
import org.spean.identifier.MemberId;

/** The CamDX profile gives the verdicts that CamDX's fork of X-Road gave, but where the last test says so. */
class CertificateProfilesTest {
    private static final String PREFIX = "ee.ria.xroad.common.certificateprofile.impl.";
    private static final CertificateProfile CAMDX =
            CertificateProfiles.named(PREFIX + "CamDXCertificateProfileInfoProvider", "CAMBODIA");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static List<Map<String, String>> cases() throws IOException {
        List<Map<String, String>> cases = new ArrayList<>();
        for (String line : Files.readAllLines(GoldenSet.CAMDX.pki("camdx-profile-cases.jsonl"))) {
            Map<String, String> fields = new HashMap<>();
            for (Matcher field = FIELD.matcher(line); field.find(); ) {
                fields.put(field.group(1), field.group(2).replace("\\\\", "\\"));
            }
            if (fields.containsKey("case")) {
                cases.add(fields);
            }
        }
        return cases;
    }

    @Test
    void verdicts_are_those_of_the_fork() throws Exception {
        assertThat(cases()).hasSize(21);
        int compared = 0;
        for (Map<String, String> one : cases()) {
            X509Certificate certificate = Certificates.parse(Base64.getDecoder().decode(one.get("der")));
            String code = one.get("memberCode");
            if (one.containsKey("message")) {
                assertThatThrownBy(() -> CAMDX.memberOf(certificate))
                        .as(one.get("case"))
                        .isInstanceOf(IncorrectCertificateException.class)
                        .hasMessage(one.get("message"));
                compared++;
            } else if (code != null && !code.contains("\\")) {
                assertThat(CAMDX.memberOf(certificate))
                        .as(one.get("case"))
                        .isEqualTo(new MemberId(
                                one.getOrDefault("instance", ""), one.getOrDefault("memberClass", ""), code));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(18);
    }

    /**
     * The fork reads two subjects as members with a backslash in their code, which no identifier may have, and breaks
     * with an exception of its own on a third. Nobody can be such a member: we refuse all three as incorrect.
     */
    @Test
    void members_that_cannot_be_are_refused() throws Exception {
        int refused = 0;
        for (Map<String, String> one : cases()) {
            if (one.containsKey("exception")
                    || one.getOrDefault("memberCode", "").contains("\\")) {
                X509Certificate certificate =
                        Certificates.parse(Base64.getDecoder().decode(one.get("der")));
                assertThatThrownBy(() -> CAMDX.memberOf(certificate))
                        .as(one.get("case"))
                        .isInstanceOf(IncorrectCertificateException.class);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(3);
    }

    @Test
    void finnish_profile_wants_its_own_country() throws Exception {
        X509Certificate khmer = GoldenSet.XROAD.certificate("bank-sign");
        CertificateProfile finnish =
                CertificateProfiles.named(PREFIX + "FiVRKCertificateProfileInfoProvider", "CAMBODIA");
        assertThatThrownBy(() -> finnish.memberOf(khmer))
                .hasMessage("Certificate subject name does not contain valid country code");
        for (Map<String, String> one : cases()) {
            if ("country FI".equals(one.get("case"))) {
                assertThat(finnish.memberOf(
                                Certificates.parse(Base64.getDecoder().decode(one.get("der")))))
                        .isEqualTo(new MemberId("CAMBODIA", "COM", "CAMDX-000201"));
            }
        }
    }

    @Test
    void unknown_profile_refuses_signers_by_its_name() throws Exception {
        X509Certificate certificate = GoldenSet.XROAD.certificate("bank-sign");
        for (String name : List.of("", "org.example.Profile", PREFIX + "CertificateProfileInfoProvider", PREFIX)) {
            assertThat(CertificateProfiles.known(name)).isFalse();
            CertificateProfile profile = CertificateProfiles.named(name, "CAMBODIA");
            assertThat(profile.name()).isEqualTo(name);
            assertThatThrownBy(() -> profile.memberOf(certificate))
                    .isInstanceOf(IncorrectCertificateException.class)
                    .hasMessage("Certificate profile " + name + " is not supported for signing certificates");
        }
    }
}
