package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that stops lets downloads end, as it does exchanges, within the same time. */
class DrainedDownloadTest {

    private static final int DOCUMENTS = 12;
    private static final String TARGET = "/asic?xRoadInstance=CAMBODIA&memberClass=COM&memberCode=CAMDX-000201"
            + "&subsystemCode=BANK&queryId=d-many&force";

    @TempDir
    Path folder;

    private Pair pair(String drain) throws Exception {
        Pair pair = Pair.in(folder)
                .bank((file, made) -> file.set("messageLog.keep", "full").set("timeouts.drain", drain))
                .start();
        byte[] body = new byte[1 << 20];
        new Random(1).nextBytes(body);
        for (int i = 0; i < DOCUMENTS; i++) {
            pair.send(pair.request("/echo")
                    .header("X-Road-Id", "d-many")
                    .POST(BodyPublishers.ofByteArray(body))
                    .build());
        }
        return pair;
    }

    private static InputStream download(Pair pair) throws Exception {
        InputStream in = pair.client
                .send(
                        HttpRequest.newBuilder(URI.create(pair.server("ss-bank").clientUrl() + TARGET))
                                .build(),
                        BodyHandlers.ofInputStream())
                .body();
        assertThat(in.readNBytes(100_000)).hasSize(100_000);
        return in;
    }

    @Test
    void oneThatIsUnderWayIsSentToItsEnd() throws Exception {
        try (Pair pair = pair("60s");
                InputStream in = download(pair)) {
            CompletableFuture<Void> drained = CompletableFuture.runAsync(pair.bank::drain);
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> RawClient.to(pair)).isInstanceOf(ConnectException.class));
            assertThat(drained).isNotDone();
            long rest = in.transferTo(OutputStream.nullOutputStream());
            assertThat(rest).isGreaterThan((2L * DOCUMENTS) << 20);
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatNobodyReadsIsGivenUp() throws Exception {
        try (Pair pair = pair("1s");
                InputStream in = download(pair)) {
            CompletableFuture.runAsync(pair.bank::drain).get(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
        }
    }
}
