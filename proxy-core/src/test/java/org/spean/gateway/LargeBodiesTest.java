package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.BankSystem;
import org.spean.testbed.service.SampleBytes;
import org.spean.testbed.service.SoapMessages;

/** Bodies far larger than what the gateway may keep in memory. */
@Tag("long")
class LargeBodiesTest {

    private static final long SIZE = 256L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long GROWTH = 64L << 20;

    @Test
    void memoryStaysWhereItIs(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            pair.assertWorks();
            long idle = PlatformDependent.usedDirectMemory();
            Peak peak = new Peak();

            HttpResponse<String> receipt = pair.send(pair.request("/persons/100000042/documents")
                    .timeout(Duration.ofMinutes(5))
                    .POST(BodyPublishers.ofByteArrays(sample()))
                    .build());
            assertThat(receipt.statusCode()).as(receipt.body()).isEqualTo(200);
            assertThat(receipt.body()).contains("" + SIZE, SampleBytes.sha256(SIZE));

            HttpResponse<InputStream> answer = pair.client.send(
                    pair.request("/bytes/" + SIZE)
                            .timeout(Duration.ofMinutes(5))
                            .build(),
                    BodyHandlers.ofInputStream());
            long passed = 0;
            byte[] buffer = new byte[1 << 16];
            try (InputStream body = answer.body()) {
                for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                    passed += read;
                }
            }
            assertThat(passed).isEqualTo(SIZE);
            assertThat(peak.end() - idle)
                    .as("direct memory of both gateways, register and client")
                    .isLessThan(GROWTH);
            pair.assertNothingHeld();
        }
    }

    /** 40 attachments of 4 MB in one message, then 64 MB by MTOM both ways; at full size in {@code perf/soap}. */
    @Test
    void memoryStaysWhereItIsWithAttachments(@TempDir Path folder) throws Exception {
        String service = Pair.PROVIDER + "/personDetails/v1";
        try (Pair pair = Pair.in(folder)
                        .ministry((file, made) -> file.add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        service,
                                        "protocol",
                                        "SOAP",
                                        "url",
                                        made.register.url() + "/soap",
                                        "allow",
                                        List.of(Pair.BANK))))
                        .start();
                BankSystem bank = new BankSystem(pair.server("ss-bank").clientUrl(), Pair.BANK, PATIENCE)) {
            pair.assertWorks();
            long idle = PlatformDependent.usedDirectMemory();
            Peak peak = new Peak();

            String many = SoapMessages.request(Pair.BANK, service, "many", "");
            BankSystem.Answer received = Objects.requireNonNull(
                    bank.soap(SoapMessages.RELATED, SoapMessages.related(many, 40, 4L << 20, false))
                            .block(PATIENCE));
            assertThat(received.beginning().split(SampleBytes.sha256(4L << 20), -1))
                    .hasSize(41);

            long size = 64L << 20;
            String one = SoapMessages.request(Pair.BANK, service, "one", "<ns:photoBytes>" + size + "</ns:photoBytes>");
            BankSystem.Answer answer =
                    Objects.requireNonNull(bank.soap(SoapMessages.RELATED_XOP, SoapMessages.related(one, 1, size, true))
                            .block(PATIENCE));
            assertThat(answer.beginning()).contains(SampleBytes.sha256(size));
            assertThat(answer.length()).isGreaterThan(size);
            assertThat(peak.end() - idle)
                    .as("direct memory of both gateways, register and client")
                    .isLessThan(GROWTH);
            pair.assertNothingHeld();
        }
    }

    /** {@link SampleBytes} as the register makes and digests them, so that what arrives can be compared. */
    private static Iterable<byte[]> sample() {
        byte[] block = new byte[1 << 16];
        new SplittableRandom(5500).nextBytes(block);
        return () -> Stream.generate(() -> block).limit(SIZE / block.length).iterator();
    }

    /** The most direct memory that was in use at a time. */
    private static final class Peak {
        private final AtomicBoolean watching = new AtomicBoolean(true);
        private volatile long most;
        private final Thread watcher = Thread.ofPlatform().daemon().start(() -> {
            while (watching.get()) {
                most = Math.max(most, PlatformDependent.usedDirectMemory());
                LockSupport.parkNanos(2_000_000);
            }
        });

        long end() throws InterruptedException {
            watching.set(false);
            watcher.join();
            return most;
        }
    }
}
