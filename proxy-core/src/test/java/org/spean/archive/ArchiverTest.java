package org.spean.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.config.ArchiveGrouping;
import org.spean.crypto.asic.Archive;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.ArchiveEncryption;
import org.spean.crypto.asic.EvidenceFile;
import org.spean.crypto.asic.LinkReport;
import org.spean.crypto.asic.PgpKeys;
import org.spean.event.Events.Kind;
import org.spean.messagelog.ArchiveLedger.Link;
import org.spean.messagelog.Side;
import org.spean.messagelog.StampLedger.Stamped;

class ArchiverTest {
    private static final Path KEYS =
            Path.of(System.getProperty("spean.golden"), "golden-variants", "archive", "encrypted");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void stampedRecordsGoIntoFilesThatLinkToEachOther() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            world.maxFileSize = 30_000;
            List<Long> ids = world.log(10);
            world.stamp();
            List<Long> later = world.log(1);
            Archiver.Outcome outcome = world.archiver.archive().orElseThrow();
            assertThat(outcome.records()).isEqualTo(20);
            assertThat(outcome.files()).isGreaterThan(3);
            assertThat(world.files()).hasSize((int) outcome.files());
            world.assertHold(world.chain(""), ids);
            assertThat(world.archivable()).isEmpty();

            assertThat(world.archiver.archive().orElseThrow().files())
                    .as("nothing new")
                    .isZero();

            world.stamp();
            assertThat(world.archiver.archive().orElseThrow().records()).isEqualTo(2);
            ids.addAll(later);
            world.assertHold(world.chain(""), ids);
            assertThat(world.archiver.status().records()).isEqualTo(22);
            assertThat(world.files().getFirst()).matches("mlog-20261123131533-20261123131533-[0-9a-f]{16}\\.zip");
        }
    }

    /** X-Road's rule: after the container that makes the sum exceed the limit, so that it is always exceeded. */
    @Test
    void aFileEndsWhenItsContainersExceedTheLimit() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            world.maxFileSize = 1024;
            world.log(2);
            world.stamp();
            assertThat(world.archiver.archive().orElseThrow().files()).isEqualTo(4);
        }
    }

    @Test
    void membersAndSubsystemsHaveChainsOfTheirOwn() throws Exception {
        for (ArchiveGrouping grouping : List.of(ArchiveGrouping.MEMBER, ArchiveGrouping.SUBSYSTEM)) {
            Path own = Files.createDirectory(folder.resolve(grouping.name()));
            try (ArchiveWorld world = new ArchiveWorld(own)) {
                world.grouping = grouping;
                world.write(world.records.ownBatch(Side.CONSUMER, false, 2));
                world.write(world.records.peerBatch(Side.PROVIDER, false, 3));
                world.write(world.records.ownBatch(Side.CONSUMER, true, 2));
                world.stamp();
                assertThat(world.archiver.archive().orElseThrow()).isEqualTo(new Archiver.Outcome(2, 7));
                String sub = grouping == ArchiveGrouping.MEMBER ? "" : "_BANK";
                String other = grouping == ArchiveGrouping.MEMBER ? "" : "_IDENTITY";
                assertThat(world.files().get(0)).startsWith("mlog-CAMBODIA_COM_CAMDX-000201" + sub + "-2026");
                assertThat(world.files().get(1)).startsWith("mlog-CAMBODIA_GOV_CAMDX-000121" + other + "-2026");
                assertThat(world.store.archive().last("CAMBODIA/COM/CAMDX-000201" + sub.replace('_', '/')))
                        .isNotNull();
            }
        }
    }

    @Test
    void filesAreEncryptedToTheKeysOfTheirGroup() throws Exception {
        PgpKeys secret = PgpKeys.parse(List.of(Files.readAllBytes(KEYS.resolve("gpg-secret-key.asc"))));
        ArchiveEncryption encryption = ArchiveEncryption.to(
                PgpKeys.parse(List.of(Files.readAllBytes(KEYS.resolve("gpg-public-key.asc")))),
                secret,
                new char[0],
                InstantSource.system());
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            world.grouping = ArchiveGrouping.MEMBER;
            world.groupEncryption = Map.of("CAMBODIA/COM/CAMDX-000201", encryption);
            world.write(world.records.ownBatch(Side.CONSUMER, false, 2));
            world.write(world.records.peerBatch(Side.PROVIDER, false, 3));
            world.stamp();
            var _ = world.archiver.archive().orElseThrow();
            String name = world.files().get(0);
            assertThat(name).startsWith("mlog-CAMBODIA_COM").endsWith(".zip.gpg");
            assertThat(world.files().get(1)).startsWith("mlog-CAMBODIA_GOV").endsWith(".zip");
            ByteArrayOutputStream clear = new ByteArrayOutputStream();
            try (InputStream in = Files.newInputStream(world.directory.resolve(name))) {
                new ArchiveDecryption(secret, new char[0]).decrypt(in, clear, 10 << 20);
            }
            Path plain = Files.write(folder.resolve(name.replace(".gpg", "")), clear.toByteArray());
            try (EvidenceFile file = EvidenceFile.open(plain)) {
                assertThat(((Archive) file).containers()).hasSize(2);
            }
        }
    }

    @Test
    void youngRecordsStayOut() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            world.age = Duration.ofHours(2);
            world.log(1);
            world.stamp();
            assertThat(world.archiver.archive().orElseThrow().records()).isZero();
            world.now = ArchiveWorld.TIME.plus(Duration.ofHours(3));
            assertThat(world.archiver.archive().orElseThrow().records()).isEqualTo(2);
        }
    }

    @Test
    void archivedRecordsLeaveTheLogAfterTheRetentionTime() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            List<Long> gone = world.log(2);
            world.stamp();
            world.archiver.archive();
            world.archiver.clean();
            assertThat(world.archiver.status().removed()).as("too young").isZero();
            world.now = ArchiveWorld.TIME.plus(Duration.ofDays(31));
            world.archiver.clean();
            assertThat(world.archiver.status().removed()).isEqualTo(4);
            assertThat(world.has(gone.getFirst())).isFalse();

            List<Long> stamped = world.log(1);
            world.stamp();
            world.archiver.clean();
            assertThat(world.has(stamped.getFirst())).as("not archived").isTrue();
            world.removeUnarchived = true;
            world.archiver.clean();
            assertThat(world.has(stamped.getFirst())).isFalse();
            List<Long> waiting = world.log(1);
            world.archiver.clean();
            assertThat(world.has(waiting.getFirst())).as("not time-stamped").isTrue();
            assertThat(world.archiver.status().removed()).isEqualTo(6);
        }
    }

    /** A process that dies at any step: the next archives the rest, each record once, in one unbroken chain. */
    @ParameterizedTest
    @EnumSource(ArchiveRun.Step.class)
    void nothingIsLostOrArchivedTwiceWhenTheProcessIsKilled(ArchiveRun.Step step) throws Exception {
        List<Long> ids;
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            ids = new ArrayList<>(world.log(10));
            world.stamp();
        }
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dspean.golden=" + System.getProperty("spean.golden"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledArchiver.class.getName(),
                        folder.toString(),
                        step.name())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).as("killed, not ended").isEqualTo(128 + 9);
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            world.maxFileSize = 30_000;
            ids.addAll(world.log(1)); // time-stamped since, and so another content of the next file
            world.stamp();
            var _ = world.archiver.archive().orElseThrow();
            world.assertHold(world.chain(""), ids);
            assertThat(world.archivable()).isEmpty();
        }
    }

    @Test
    void aFileThatTheLogHasGoneOnWithoutIsDropped() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            List<Long> ids = world.log(2);
            world.stamp();
            try (ArchiveFolder own = ArchiveFolder.open(world.directory)) {
                assertThat(own).isNotNull();
                own.write(new ArchiveNote(
                        world.owner, "", new Link("ab", "mlog-older.zip"), new Link("cd", "mlog-x.zip"), ids));
            }
            Files.write(world.directory.resolve("mlog-x.zip"), new byte[] {1});
            var _ = world.archiver.archive().orElseThrow();
            world.assertHold(world.chain(""), ids);
        }
    }

    @Test
    void aLogThatBeginsAnewGoesOnWithTheChainOfTheFolder() throws Exception {
        List<Long> ids = new ArrayList<>();
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            ids.addAll(world.log(2));
            world.stamp();
            var _ = world.archiver.archive().orElseThrow();
        }
        Files.move(folder.resolve("log"), folder.resolve("log-that-is-lost"));
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            ids.addAll(world.log(3));
            world.stamp();
            assertThat(world.archiver.archive().orElseThrow().records()).isEqualTo(6);
            assertThat(world.files()).hasSize(2);
            world.assertHold(world.chain(""), ids);
        }
    }

    @Test
    void aCompleteFileOfALostLogMarksNoRecordsOfTheNewOne() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            Link end = new Link("ab".repeat(64), "mlog-older.zip");
            Link next = new Link("cd".repeat(64), "mlog-x.zip");
            List<Long> ids = world.log(2);
            world.stamp();
            try (ArchiveFolder own = ArchiveFolder.open(world.directory)) {
                assertThat(own).isNotNull();
                own.keepEnd(new ArchiveNote(world.owner, "", null, end, List.of()));
                ArchiveNote left = new ArchiveNote(world.owner, "", end, next, ids);
                own.write(left);
                Files.write(own.part(world.owner, ""), new byte[] {1});
            }
            assertThat(world.archiver.archive().orElseThrow().records()).isEqualTo(4);
            assertThat(world.directory.resolve("mlog-x.zip")).exists();
            List<String> names = new ArrayList<>(world.files());
            names.remove("mlog-x.zip");
            try (EvidenceFile file = EvidenceFile.open(world.directory.resolve(names.getFirst()))) {
                LinkReport link = ((Archive) file).link(names.getFirst(), next.digest());
                assertThat(link).isNotNull();
                assertThat(link.previousFile()).isEqualTo("mlog-x.zip");
                assertThat(link.failure()).isNull();
            }
        }
    }

    @Test
    void anotherLogsUnfinishedFileInTheSameFolderIsLeftAlone() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            world.log(1);
            world.stamp();
            try (ArchiveFolder own = ArchiveFolder.open(world.directory)) {
                assertThat(own).isNotNull();
                own.write(new ArchiveNote("somebody/else", "", null, new Link("cd", "mlog-x.zip"), List.of(1L)));
                assertThat(world.archiver.archive()).as("the folder is in use").isEmpty();
            }
            assertThat(world.archiver.archive().orElseThrow().records()).isEqualTo(2);
            try (ArchiveFolder own = ArchiveFolder.open(world.directory)) {
                assertThat(own).isNotNull();
                assertThat(own.notes()).hasSize(1);
            }
        }
    }

    @Test
    void anotherGatewayMayHaveTheDuty() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder);
                var duty = world.store.archive().begin("archiving").orElseThrow()) {
            assertThat(duty).isNotNull();
            assertThat(world.archiver.archive()).isEmpty();
        }
    }

    @Test
    void aRecordThatMakesNoContainerStaysInTheLogAndTheOthersGo() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            List<Long> first = world.log(1);
            List<Long> broken = world.write(List.of(world.records.ownDirect()));
            var document = world.store.stamps().of(broken.getFirst());
            assertThat(document).isNotNull();
            // over the signature itself, into which it cannot be put: it is no XML
            world.store
                    .stamps()
                    .keep(new Stamped(
                            ArchiveWorld.TIME, new byte[] {1}, null, Collections.singletonMap(document.id(), null)));
            List<Long> last = world.log(1);
            world.stamp();
            assertThat(world.archiver.archive().orElseThrow().records()).isEqualTo(4);
            List<Long> ids = new ArrayList<>(first);
            ids.addAll(last);
            world.assertHold(world.chain(""), ids);
            assertThat(world.archivable()).isEqualTo(broken);
            assertThat(world.events.count(Kind.ARCHIVING_FAILED)).isEqualTo(1);
            assertThat(world.events.recent().getFirst().subject()).isEqualTo("record " + broken.getFirst());
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsReportedAndTriedAgain() throws Exception {
        try (ArchiveWorld world = new ArchiveWorld(folder)) {
            List<Long> ids = world.log(1);
            world.stamp();
            Files.writeString(folder.resolve("file"), "in the way");
            world.place = folder.resolve("file").resolve("archive");
            world.archiver.start();
            await().atMost(PATIENCE).until(() -> world.events.count(Kind.ARCHIVING_FAILED) >= 2);
            assertThat(world.archiver.status().failure()).startsWith("archiving: ");
            world.place = world.directory;
            await().atMost(PATIENCE).until(() -> world.archivable().isEmpty());
            await().atMost(PATIENCE).until(() -> world.archiver.status().failure() == null);
            world.assertHold(world.chain(""), ids);
        }
    }
}
