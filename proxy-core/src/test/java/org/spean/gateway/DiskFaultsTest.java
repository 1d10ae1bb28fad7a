package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.ConfigurationException;
import org.spean.event.Events.Kind;
import org.spean.testbed.GatewayFile;

/** A disk under the message log that is full or read-only, and well again: while exchanges go on, and without a restart. */
class DiskFaultsTest {

    private static final String LOG = "messagelog";

    @TempDir
    Path folder;

    private Pair pair(SmallDisk disk) throws Exception {
        return Pair.in(folder.resolve("pair"))
                .bank((file, pair) -> file.set(
                                "messageLog.directory", disk.path(LOG).toString())
                        .set("messageLog.keep", "full")
                        .set("timeouts.commit", "1s"))
                .start();
    }

    private void assertRefusedWithoutInternals(Traffic traffic) {
        assertThat(traffic.refusals())
                .isNotEmpty()
                .allSatisfy(refusal -> assertThat(refusal)
                        .contains("Server.ClientProxy.LoggingFailed")
                        .doesNotContain(folder.toString(), "No space", "Read-only", "Exception", LOG));
    }

    @Test
    @Timeout(180)
    void aFullDiskRefusesMessagesUntilThereIsRoomAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 24);
                Pair pair = pair(disk);
                Traffic traffic = new Traffic(pair)) {
            for (int time = 1; time <= 2; time++) {
                traffic.awaitAnswers(5);
                disk.fill();
                traffic.awaitRefusals(10);
                long times = time;
                await().atMost(Pair.PATIENCE)
                        .untilAsserted(() -> assertThat(pair.bank.events().count(Kind.MESSAGE_LOG_DOWN))
                                .isGreaterThanOrEqualTo(times));
                assertThat(pair.bank.events().recent())
                        .anySatisfy(event -> assertThat(event.reason())
                                .contains(disk.path(LOG).toString(), "No space left on device"));
                disk.free();
            }
            traffic.awaitAnswers(5);
            traffic.assertKept(2, pair.bank, pair.ministry);
            assertRefusedWithoutInternals(traffic);
            assertThat(traffic.refusals())
                    .anySatisfy(refusal -> assertThat(refusal).contains("takes no more records"));
            assertThat(pair.bank.summary()).contains("\"messageLogDown\":");
            assertThat(pair.bank.events().count(Kind.MESSAGE_LOG_DAMAGED)).isZero();
        }
    }

    /** As a file system is after an error: what is open for writing cannot be opened again. */
    @Test
    @Timeout(180)
    void aReadOnlyDiskRefusesMessagesUntilItIsWritableAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 24);
                Pair pair = pair(disk);
                Traffic traffic = new Traffic(pair)) {
            traffic.awaitAnswers(5);
            disk.fill(); // the segment is closed
            traffic.awaitRefusals(10);
            disk.readOnly(LOG);
            disk.free();
            traffic.awaitRefusals(50);
            assertThatThrownBy(() -> Files.createFile(disk.path(LOG).resolve("trial")))
                    .hasMessageContaining("Read-only");
            disk.writable(LOG);
            traffic.awaitAnswers(10);
            traffic.assertKept(2, pair.bank, pair.ministry);
            assertRefusedWithoutInternals(traffic);

            pair.bank.drain();
            disk.readOnly(LOG);
            assertThatThrownBy(() -> Gateway.start(pair.server("ss-bank").configuration(), InstantSource.system()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(disk.path(LOG).toString())
                    .hasMessageContaining("Read-only file system");
            disk.writable(LOG);
            Gateway again = Gateway.start(pair.server("ss-bank").configuration(), InstantSource.system());
            try {
                pair.assertWorks();
            } finally {
                again.drain();
            }
        }
    }

    /** Slow: it hangs for a tenth of a second at a time; and once for longer than a record may take. */
    @Test
    @Timeout(180)
    void aSlowDiskMakesMessagesWaitAndOneThatHangsRefusesThemUntilItGoesOn() throws Exception {
        try (SlowDisk disk = SlowDisk.mount(folder.resolve("disk"), 64);
                Pair pair = Pair.in(folder.resolve("pair"))
                        .bank((file, made) -> file.set(
                                        "messageLog.directory", disk.path(LOG).toString())
                                .set("messageLog.keep", "full")
                                .set("timeouts.commit", "1s"))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            traffic.awaitAnswers(10);
            disk.slow(100);
            long begun = System.nanoTime();
            traffic.awaitAnswers(20);
            // Two records of the bank's one after the other for each, by four clients.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
            assertThat(traffic.refusals()).as("slower, and that is all").isEmpty();
            disk.fast();
            disk.hang();
            traffic.awaitRefusals(10);
            assertThat(pair.bank.events().count(Kind.MESSAGE_LOG_DOWN)).isPositive();
            disk.goOn();
            traffic.awaitAnswers(10);
            traffic.assertKept(2, pair.bank, pair.ministry);
            assertRefusedWithoutInternals(traffic);
            assertThat(pair.bank.events().count(Kind.MESSAGE_LOG_DAMAGED)).isZero();
        }
    }

    /** Only what does not fit in memory needs it. */
    @Test
    @Timeout(180)
    void aFullDiskOfTheSpoolRefusesLargeMessagesUntilThereIsRoomAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8);
                Pair pair = Pair.in(folder.resolve("pair"))
                        .bank((file, made) -> spoolingTo(disk, file))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            for (int time = 1; time <= 2; time++) {
                traffic.awaitAnswers(5);
                traffic.awaitRefusals(10, disk::fill);
                pair.assertWorks(); // a small answer
                disk.free();
            }
            traffic.awaitAnswers(5);
            traffic.assertKept(2, pair.bank, pair.ministry);
            assertThat(traffic.refusals())
                    .isNotEmpty()
                    .allSatisfy(refusal -> assertThat(refusal)
                            .contains("Server.ClientProxy.NetworkError")
                            .doesNotContain(folder.toString(), "No space", "Exception", "spool/"));
        }
    }

    private static GatewayFile spoolingTo(SmallDisk disk, GatewayFile file) {
        return file.set("spool.directory", disk.path("spool").toString()).set("spool.memoryPerMessage", "4KiB");
    }

    /** Of a request nothing is passed on to the service before all of it lies there. */
    @Test
    @Timeout(180)
    void aFullDiskOfTheProvidersSpoolRefusesLargeRequests() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8);
                Pair pair = Pair.in(folder.resolve("pair"))
                        .ministry((file, made) -> spoolingTo(disk, file))
                        .start();
                Traffic traffic = new Traffic(pair)) {
            traffic.awaitAnswers(5);
            traffic.awaitRefusals(10, disk::fill);
            pair.assertWorks(); // a small request
            disk.free();
            traffic.awaitAnswers(5);
            traffic.assertKept(2, pair.bank, pair.ministry);
            assertThat(traffic.refusals())
                    .isNotEmpty()
                    .allSatisfy(refusal -> assertThat(refusal)
                            .contains("Server.ServerProxy.NetworkError")
                            .doesNotContain(folder.toString(), "No space", "Exception", "spool/"));
        }
    }
}
