package org.spean.globalconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.identifier.ClientId;

/** A country's worth of members: 3,000 members, 30,000 subsystems, 300 servers. */
class ScaleTest {
    private static final int MEMBERS = 3_000;
    private static final int SUBSYSTEMS = 10;
    private static final int SERVERS = 300;

    @TempDir
    private Path tree;

    @Test
    @Timeout(60)
    void readsAndFinds() throws IOException {
        Trees.copy(Trees.golden("golden/globalconf/V5-direct"), tree);
        Path shared = tree.resolve("CAMBODIA/shared-params.xml");
        String xml = Files.readString(shared);
        int at = xml.indexOf("<securityServer>");
        StringBuilder text = new StringBuilder(xml.substring(0, at));
        for (int m = 0; m < MEMBERS; m++) {
            text.append("<member id=\"m%1$d\"><memberClass><code>COM</code></memberClass><memberCode>M%1$d</memberCode>"
                    .formatted(m));
            text.append("<name>Member %d</name>".formatted(m));
            for (int s = 0; s < SUBSYSTEMS; s++) {
                text.append("<subsystem id=\"m%1$ds%2$d\"><subsystemCode>S%2$d</subsystemCode></subsystem>"
                        .formatted(m, s));
            }
            text.append("</member>");
        }
        int perServer = MEMBERS / SERVERS;
        for (int n = 0; n < SERVERS; n++) {
            text.append("<securityServer><owner>m%1$d</owner><serverCode>ss%1$d</serverCode><address>10.0.0.1</address>"
                    .formatted(n));
            for (int c = 0; c < perServer * SUBSYSTEMS; c++) {
                text.append("<client>m%ds%d</client>".formatted(n * perServer + c / SUBSYSTEMS, c % SUBSYSTEMS));
            }
            text.append("</securityServer>");
        }
        Files.writeString(shared, text.append(xml, at, xml.length()));

        long start = System.nanoTime();
        GlobalConf conf = GlobalConfTree.read(tree);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(Duration.ofSeconds(30));
        for (int m = 0; m < MEMBERS; m++) {
            ClientId client = ClientId.of("CAMBODIA", "COM", "M" + m, "S" + m % SUBSYSTEMS);
            String expected = "ss" + m / perServer;
            assertThat(conf.serversOf(client))
                    .singleElement()
                    .satisfies(server -> assertThat(server.id().serverCode()).isEqualTo(expected));
        }
    }
}
