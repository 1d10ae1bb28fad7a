package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.Commands;
import org.spean.crypto.asic.Archive;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.EvidenceFile;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.asic.LinkReport;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.messagelog.EvidenceReader;

/** Evidence of whole exchanges in archive files, where it proves itself. */
class ArchiveTest {
    @TempDir
    private Path folder;

    private static List<Path> files(Pair pair, String server) throws IOException {
        Path directory = pair.server(server).folder().resolve("archive");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("mlog-"))
                    .toList();
        }
    }

    /** Verifies everything in them; how many containers there are. */
    private static int verified(Pair pair, List<Path> files) throws IOException {
        int containers = 0;
        try (SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            ContainerVerifier judge = new ContainerVerifier(
                    verifier,
                    new EvidenceTrust(
                            pair.bank.view().anchors(),
                            TimeStampAuthorities.of(pair.bank.view().globalConf().timeStampingAuthorities().stream()
                                    .map(TimeStampingAuthority::certificate)
                                    .toList())));
            for (Path path : files) {
                try (EvidenceFile file = EvidenceFile.open(path)) {
                    Archive archive = (Archive) file;
                    LinkReport link = archive.link(path.getFileName().toString(), null);
                    assertThat(link).isNotNull();
                    assertThat(link.failure()).isNull();
                    for (String name : archive.containers()) {
                        try (Container container = archive.container(name)) {
                            ContainerReport report = judge.verify(container, KeptElsewhere.NOTHING);
                            assertThat(report.failures()).as(name).isEqualTo(Map.of());
                            containers++;
                        }
                    }
                }
            }
        }
        return containers;
    }

    private static long records(Gateway gateway) {
        return gateway.<Long, RuntimeException>withEvidence(store -> {
            try (EvidenceReader reader = store.reader()) {
                return reader.counts().records();
            }
        });
    }

    @Test
    void evidenceIsStampedArchivedAndRemovedWhileTheGatewayRuns() throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, unready) -> file.set("messageLog.keep", "full")
                        .set("messageLog.retention", "2s")
                        .set("messageLog.cleanInterval", "1s")
                        .set("timestamping.interval", "1s")
                        .set("archive.interval", "1s"))
                .start()) {
            for (int i = 0; i < 3; i++) {
                pair.assertWorks();
            }
            assertThat(pair.send(pair.request("/persons/100000042").GET().build())
                            .statusCode())
                    .isEqualTo(200);
            for (Gateway gateway : List.of(pair.bank, pair.ministry)) {
                await().atMost(Pair.PATIENCE).untilAsserted(() -> {
                    assertThat(gateway.archiver().status().records()).isEqualTo(8);
                    assertThat(gateway.archiver().status().removed()).isEqualTo(8);
                    assertThat(records(gateway)).isZero();
                });
                assertThat(gateway.archiver().status().failure()).isNull();
            }
            assertThat(verified(pair, files(pair, "ss-bank"))).isEqualTo(8);
            assertThat(verified(pair, files(pair, "ss-moi"))).isEqualTo(8);
        }
    }

    @Test
    void archivesByHandWhatAGatewayHasLeft() throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, unready) -> file.set("messageLog.keep", "full")
                        .set("timestamping.interval", "1s")
                        .set("archive.enabled", false))
                .start()) {
            pair.assertWorks();
            await().atMost(Pair.PATIENCE)
                    .until(() -> pair.bank.timeStamping().status().documents() > 0
                            && pair.bank.timeStamping().status().pending() == 0);
            List<String> words = new ArrayList<>(List.of(
                    "archive", "-c", pair.server("ss-bank").configuration().toString(), "--json"));
            StringWriter out = new StringWriter();
            assertThat(Commands.run(new PrintWriter(out), words))
                    .as("the gateway runs")
                    .isEqualTo(1);
            assertThat(out.toString())
                    .contains("another gateway writes this message log")
                    .contains("a gateway that runs archives by itself");
            out.getBuffer().setLength(0);
            pair.bank.drain();
            int code = Commands.run(new PrintWriter(out), words);
            assertThat(out.toString().strip()).isEqualTo("{\"files\":1,\"records\":2,\"removed\":0}");
            assertThat(code).isZero();
            assertThat(verified(pair, files(pair, "ss-bank"))).isEqualTo(2);
            out.getBuffer().setLength(0);
            assertThat(Commands.run(new PrintWriter(out), words)).isZero();
            assertThat(out.toString()).contains("\"records\":0");
        }
    }
}
