package org.spean.messagelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.event.Events;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.messagelog.segment.SegmentStore;

/**
 * A process that logs is killed at any moment, again and again, on the same log. Every record that it called committed is
 * there, whole; the log is intact.
 */
@Tag("long")
class KilledWriterTest {

    private static final int KILLS = Integer.getInteger("spean.kills", 12);
    private static final Pattern LINE = Pattern.compile("(\\d{16,}) (CAMBODIA-[0-9a-f-]{36})");

    @TempDir
    Path directory;

    @Test
    void losesNoCommittedRecord() throws Exception {
        Path file = directory.resolve("log");
        Random random = new Random(42);
        Map<Long, String> committed = new LinkedHashMap<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            int before = committed.size();
            writeAndKill(file, 1 + random.nextInt(4000), committed);
            assertThat(committed.size()).as("records of round " + kill).isGreaterThan(before);
            assertIntact(file, committed.size());
            assertThere(file, committed);
        }
    }

    private static void writeAndKill(Path file, int records, Map<Long, String> committed) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dspean.golden=" + System.getProperty("spean.golden"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LogWriterProcess.class.getName(),
                file.toString(),
                "64",
                "60",
                "ids"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    committed.put(Long.valueOf(matcher.group(1)), matcher.group(2));
                    if (++seen == records) {
                        process.toHandle().destroyForcibly(); // the process itself would close the stream
                    }
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("killed, not ended").isEqualTo(128 + 9);
    }

    /** Opens as it was left, without a word of damage, and ends with nothing but what belongs there. */
    private static void assertIntact(Path folder, int committed) throws Exception {
        Events events = new Events(InstantSource.system());
        try (SegmentStore store = SegmentStore.open(folder, Optional::empty, events)) {
            assertThat(store.stamps().pending()).as("stampable").isPositive();
            try (EvidenceReader reader = store.reader()) {
                List<Long> ids = reader.sample(Integer.MAX_VALUE, new Random(1));
                assertThat(ids).hasSizeGreaterThanOrEqualTo(committed).doesNotHaveDuplicates();
            }
        }
        assertThat(events.counts()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.matches("\\d{10}\\.segment|index\\.db|lock"));
        }
    }

    private static void assertThere(Path file, Map<Long, String> committed) throws Exception {
        try (EvidenceReader reader = SegmentEvidence.open(file, null)) {
            assertThat(reader.counts().records()).isGreaterThanOrEqualTo(committed.size());
            for (Map.Entry<Long, String> record : committed.entrySet()) {
                Evidence evidence = reader.read(record.getKey());
                assertThat(evidence).isNotNull();
                assertThat(evidence.queryId()).isEqualTo(record.getValue());
                assertThat(DigestAlgorithm.SHA_512.digest(evidence.octets()))
                        .isEqualTo(evidence.digests().message());
                assertThat(evidence.signature().signature()).hasSize(7000);
                assertThat(evidence.signature().chain()).isNotEmpty();
            }
        }
    }
}
