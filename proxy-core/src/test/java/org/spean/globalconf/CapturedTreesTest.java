package org.spean.globalconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/** Every tree of the captures says the same, whatever its version. */
class CapturedTreesTest {
    private static final ClientId BANK = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
    private static final ClientId IDENTITY = ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY");
    private static final SecurityServerId SS_MOI = SecurityServerId.parse("CAMBODIA/GOV/CAMDX-000121/ss-moi");

    static List<Path> trees() {
        return Trees.captured();
    }

    @Test
    void thereAreSome() {
        assertThat(trees()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("trees")
    void reads(Path tree) {
        GlobalConf conf = GlobalConfTree.read(tree);

        assertThat(conf.instance()).isEqualTo("CAMBODIA");
        assertThat(conf.instances()).containsExactly("CAMBODIA");
        assertThat(conf.version()).isEqualTo(tree.getFileName().toString().charAt(1) - '0');
        assertThat(conf.expires()).isAfter(Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(conf.ocspFreshness()).isEqualTo(Duration.ofHours(1));
        assertThat(conf.timeStampingInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(conf.timeStampingAuthorities()).hasSize(1);
        assertThat(conf.managementService()).isNotNull();
        assertThat(conf.managementService().provider().member().instance()).isEqualTo("CAMBODIA");
        assertThat(conf.anchors(3).generation()).isEqualTo(3);
        assertThat(conf.anchors(3).rules().freshness()).isEqualTo(Duration.ofHours(1));
        assertThat(conf.anchors(3).rules().verifyNextUpdate()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void findsServersOfAProviderAndOfAnOwner(Path tree) {
        GlobalConf conf = GlobalConfTree.read(tree);
        SecurityServer server = conf.server(SS_MOI);

        assertThat(server).isNotNull();
        assertThat(conf.serversOf(IDENTITY)).containsExactly(server);
        assertThat(conf.serversOf(new ClientId(IDENTITY.member(), null))).containsExactly(server);
        assertThat(conf.serversOf(ClientId.parse("CAMBODIA/GOV/CAMDX-000121/OTHER")))
                .isEmpty();
        assertThat(server.address()).startsWith("127.0.");
        assertThat(server.maintenance()).isNull();
        assertThat(server.serves(IDENTITY)).isTrue();
        assertThat(server.serves(new ClientId(IDENTITY.member(), null))).isTrue();
        assertThat(server.serves(BANK)).isFalse();
        assertThat(server.serves(new ClientId(BANK.member(), null))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void knowsMembersSubsystemsAndGroups(Path tree) {
        GlobalConf conf = GlobalConfTree.read(tree);
        ClientId owner = new ClientId(BANK.member(), null);

        assertThat(conf.memberName(BANK.member())).isEqualTo("Test Bank");
        assertThat(conf.memberExists(new MemberId("CAMBODIA", "COM", "CAMDX-999999")))
                .isFalse();
        assertThat(conf.subsystemExists(BANK)).isTrue();
        assertThat(conf.subsystemExists(owner)).isTrue();
        assertThat(conf.subsystemExists(ClientId.parse("CAMBODIA/COM/CAMDX-000201/OTHER")))
                .isFalse();
        assertThat(conf.inGlobalGroup("CAMBODIA", "security-server-owners", owner))
                .isTrue();
        assertThat(conf.inGlobalGroup("CAMBODIA", "security-server-owners", BANK))
                .isFalse();
        assertThat(conf.inGlobalGroup("CAMBODIA", "others", owner)).isFalse();
        assertThat(conf.inGlobalGroup("ELSEWHERE", "security-server-owners", owner))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void findsTheServerOfAnAuthenticationCertificate(Path tree) throws Exception {
        GlobalConf conf = GlobalConfTree.read(tree);
        long found = 0;
        for (X509Certificate certificate : certificates(tree)) {
            SecurityServer server = conf.byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate));
            if (server != null) {
                found++;
                assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=");
            }
        }
        // The three of pki/, by either hash, whichever the version registers.
        assertThat(found).isEqualTo(3);
    }

    private static List<X509Certificate> certificates(Path tree) throws IOException, MalformedCertificateException {
        Path set = tree;
        while (!Files.isDirectory(set.resolve("pki"))) {
            set = Objects.requireNonNull(set.getParent());
        }
        String variant = set.relativize(tree).getName(1).toString();
        Path pki = set.resolve("pki");
        try (var files = Files.walk(pki)) {
            var found = new ArrayList<X509Certificate>();
            for (Path file : files.sorted().toList()) {
                boolean ours = !variant.matches("ec|ica|mon") || file.toString().contains("/" + variant + "/");
                if (ours && file.getFileName().toString().matches("(bank|moi|gw)-auth\\.crt\\.der")) {
                    found.add(Certificates.parse(Files.readAllBytes(file)));
                }
            }
            return found;
        }
    }
}
