package org.spean.globalconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.config.ConfigurationException;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/** The sample trees that X-Road publishes, good and broken. */
class PublishedTreesTest {
    @ParameterizedTest
    @CsvSource({
        "globalconf_good_v2, 2, EE bar foo",
        "globalconf_good_v3, 3, EE bar foo_v2",
        "globalconf_good_v4, 4, EE bar baz_v3 foo_v2",
        "globalconf_good_v5, 5, EE bar baz_v3 foo_v2 qux_v4",
        "globalconf_good_v6, 6, EE bar baz_v3 foo_v2 quux_v5 qux_v4"
    })
    void readsAFederation(String name, int version, String instances) {
        GlobalConf conf = GlobalConfTree.read(Trees.published(name), Instant.parse("2026-11-23T00:00:00Z"));

        assertThat(String.join(" ", conf.instances())).isEqualTo(instances);
        assertThat(conf.version()).isEqualTo(version);
        assertThat(conf.expires()).isEqualTo("2124-05-20T17:42:55Z");
        assertThat(conf.ocspFreshness()).isEqualTo(Duration.ofSeconds(42));
        assertThat(conf.timeStampingInterval()).isEqualTo(Duration.ofSeconds(123));
        assertThat(conf.memberName(new MemberId("EE", "BUSINESS", "foo"))).isEqualTo("Org with no address");
        assertThat(conf.inGlobalGroup("EE", "Test group", ClientId.parse("EE/BUSINESS/member1/subsys")))
                .isTrue();
        assertThat(conf.inGlobalGroup("EE", "Test group", ClientId.parse("EE/BUSINESS/member1")))
                .isFalse();
        assertThat(conf.inGlobalGroup("EE", "Test group", ClientId.parse("EE/BUSINESS/member2")))
                .isTrue();
        ClientId subsystem = ClientId.parse("EE/BUSINESS/foo/foosubsystem");
        assertThat(conf.serversOf(subsystem)).hasSize(1);
        assertThat(conf.serversOf(ClientId.parse("bar/BUSINESS/foo/foosubsystem")))
                .allMatch(s -> s.id().owner().instance().equals("bar"));
        // Made for tests: no gateway knows their certificate profile, so nobody signs with their certificates.
        assertThat(conf.anchors(1).approved())
                .isNotEmpty()
                .allSatisfy(ca -> assertThat(ca.profile().name()).endsWith(".TestCertificateProfileInfoProvider"));
    }

    @ParameterizedTest
    @CsvSource({"globalconf_good_v5", "globalconf_good_v6"})
    void readsMaintenance(String name) {
        SecurityServer server = GlobalConfTree.read(Trees.published(name))
                .server(SecurityServerId.parse("EE/BUSINESS/foo/FooBarServerCode"));

        assertThat(server).isNotNull();
        assertThat(server.maintenance()).isEqualTo(new Maintenance("Test maintenance mode"));
    }

    @Test
    void leavesOutFederatedInstancesThatHaveExpired() {
        GlobalConf conf =
                GlobalConfTree.read(Trees.published("globalconf_good_v4"), Instant.parse("2124-05-20T17:42:55Z"));

        assertThat(conf.instances()).containsExactly("EE");
        assertThat(conf.expired(Instant.parse("2124-05-20T17:42:54Z"))).isFalse();
        assertThat(conf.expired(Instant.parse("2124-05-20T17:42:55Z"))).isTrue();
    }

    @Test
    void countsATreeWithoutDateAsExpired() {
        GlobalConf conf = GlobalConfTree.read(Trees.published("globalconf_good2_v3"));

        assertThat(conf.instance()).isEqualTo("DEV");
        assertThat(conf.anchors(1).approved()).hasSize(1);
        assertThat(conf.expired(Instant.EPOCH)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "globalconf_empty, EE/shared-params.xml.metadata: no such file",
        "globalconf_malformed, EE/shared-params.xml.metadata: no such file",
        "globalconf_missing_identifier, instance-identifier: cannot be read; is this a downloaded configuration?"
    })
    void refuses(String name, String reason) {
        Path tree = Trees.published(name);
        assertThatThrownBy(() -> GlobalConfTree.read(tree))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(tree + "/" + reason);
    }
}
