package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.service.SampleBytes;

/** Bodies far larger than what the gateway may keep in memory. */
@Tag("long")
class LargeBodiesTest {

    private static final long SIZE = 256L << 20;
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
