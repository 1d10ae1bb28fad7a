package org.spean.globalconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.certificate.CertHash;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfGroup;
import org.spean.testbed.globalconf.ConfManagement;
import org.spean.testbed.globalconf.ConfMember;
import org.spean.testbed.globalconf.ConfServer;
import org.spean.testbed.globalconf.ConfTreeWriter;
import org.spean.testbed.globalconf.Country;

/** A country's worth of members: 10,000 members, 30,000 subsystems, 20,000 servers. */
class ScaleTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path tree;

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    @Timeout(60)
    void readsInBoundedTimeAndMemory(int version) throws IOException {
        ConfContent content = content(version);
        new ConfTreeWriter(tree).write(content);

        long before = used();
        long start = System.nanoTime();
        GlobalConf conf = GlobalConfTree.read(tree);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        long taken = used() - before + conf.tablesSize();

        // perf/trust measures 2 s; this machine may be busy with other tests.
        assertThat(took).isLessThan(Duration.ofSeconds(20));
        assertThat(taken).isLessThan(20 * MIB);
        assertThat(conf.version()).isEqualTo(version);
        assertThat(nanosPerLookup(conf, content)).isLessThan(20_000);
        findsEverything(conf, content);
    }

    @ParameterizedTest
    @ValueSource(ints = 5)
    @Timeout(60)
    void parsesNothingThatSaysTheSame(int version) throws IOException {
        ConfContent content = content(version);
        new ConfTreeWriter(tree).write(content);
        GlobalConf first = GlobalConfTree.read(tree);
        // As a configuration client does: all parts anew, with a later date.
        new ConfTreeWriter(tree).write(content.withExpires(content.expires().plusSeconds(60)));

        GlobalConf second = GlobalConfTree.read(tree, null, List.of(first), true);
        assertThat(second.expires()).isEqualTo(first.expires().plusSeconds(60));
        assertThat(part(second).shared()).isSameAs(part(first).shared());
        assertThat(second.trustsLike(first)).isTrue();

        ConfServer some = content.servers().getFirst();
        new ConfTreeWriter(tree).write(content.withServer(some.serverCode(), s -> s.withAddress("203.0.113.1")));
        GlobalConf third = GlobalConfTree.read(tree, null, List.of(second), true);
        assertThat(part(third).shared()).isNotSameAs(part(first).shared());
        assertThat(third.servers().iterator().next().address()).isEqualTo("203.0.113.1");
        assertThat(second.servers().iterator().next().address()).isEqualTo(some.address());

        third.closeAllBut(second);
        assertThat(second.servers().iterator().next().address()).isEqualTo(some.address());
        assertThatThrownBy(() -> third.servers().iterator().next()).isInstanceOf(IllegalStateException.class);
        third.closeAllBut(second); // once more does no harm
    }

    private static Part part(GlobalConf conf) {
        Part part = conf.part(conf.instance());
        assertThat(part).isNotNull();
        return part;
    }

    private static ConfContent content(int version) {
        ConfContent empty = new ConfContent(
                version,
                "CAMBODIA",
                Instant.parse("2044-12-31T00:00:00Z"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new ConfGroup("security-server-owners", "All owners", List.of())),
                ConfManagement.of("GOV/NOBODY"),
                Duration.ofHours(1),
                Duration.ofMinutes(1));
        return Country.LARGE.addedTo(empty);
    }

    private static void findsEverything(GlobalConf conf, ConfContent content) {
        for (ConfMember member : content.members()) {
            MemberId id = new MemberId("CAMBODIA", member.memberClass(), member.memberCode());
            assertThat(conf.memberName(id)).isEqualTo(member.name());
            assertThat(conf.inGlobalGroup("CAMBODIA", "security-server-owners", new ClientId(id, null)))
                    .isTrue();
            for (String subsystem : member.subsystems()) {
                assertThat(conf.subsystemExists(new ClientId(id, subsystem))).isTrue();
            }
        }
        Set<CertHash> hashes = new HashSet<>();
        for (ConfServer server : content.servers()) {
            CertHash hash = hash(server);
            assertThat(hashes.add(hash)).isTrue();
            SecurityServer found = conf.byAuthCert(hash, hash);
            assertThat(found).isNotNull();
            assertThat(found.id().serverCode()).isEqualTo(server.serverCode());
            assertThat(found.address()).isEqualTo(server.address());
            assertThat(found.clients()).hasSameSizeAs(server.clients());
            assertThat(found.maintenance() == null).isEqualTo(server.maintenance() == null);
            for (String client : server.clients()) {
                ClientId id = ClientId.parse("CAMBODIA/" + client);
                assertThat(found.serves(id)).isTrue();
                assertThat(conf.serversOf(id)).contains(found);
            }
            ClientId owner = new ClientId(found.id().owner(), null);
            assertThat(found.serves(owner)).isTrue();
            assertThat(conf.serversOf(owner)).contains(found);
        }
        ConfGroup banks = content.groups().getLast();
        Set<String> joined = Set.copyOf(banks.members());
        assertThat(joined).hasSizeGreaterThan(3000);
        for (ConfMember member : content.members()) {
            String id = member.memberClass() + "/" + member.memberCode() + "/"
                    + member.subsystems().getFirst();
            assertThat(conf.inGlobalGroup("CAMBODIA", banks.code(), ClientId.parse("CAMBODIA/" + id)))
                    .isEqualTo(joined.contains(id));
        }
    }

    /** Over all look-ups that an exchange makes, each for another client and server. */
    private static long nanosPerLookup(GlobalConf conf, ConfContent content) {
        List<CertHash> hashes = content.servers().stream().map(ScaleTest::hash).toList();
        List<ClientId> clients = content.servers().stream()
                .map(s -> ClientId.parse("CAMBODIA/" + s.clients().getFirst()))
                .toList();
        int found = 0;
        long start = System.nanoTime();
        for (int i = 0; i < hashes.size(); i++) {
            ClientId client = clients.get(i);
            found += conf.byAuthCert(hashes.get(i), hashes.get(i)) == null ? 0 : 1;
            found += conf.serversOf(client).isEmpty() ? 0 : 1;
            found += conf.memberExists(client.member()) ? 1 : 0;
            found += conf.inGlobalGroup("CAMBODIA", "banks", client) ? 1 : 0;
        }
        long nanos = System.nanoTime() - start;
        assertThat(found).isGreaterThan(3 * hashes.size());
        return nanos / (4L * hashes.size());
    }

    private static CertHash hash(ConfServer server) {
        byte[] bytes = server.hashes().getFirst();
        return new CertHash(bytes.length == 20 ? CertHash.Algorithm.SHA_1 : CertHash.Algorithm.SHA_256, bytes);
    }

    private static long used() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
