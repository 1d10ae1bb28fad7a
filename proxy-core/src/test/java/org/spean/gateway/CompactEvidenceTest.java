package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.testbed.GatewayFile;

/** {@code peers.compactEvidence}: less goes over the wire, what is kept is the same. */
class CompactEvidenceTest {
    private static final int RELAY = 5501;
    /** Bytes of an exchange with its TLS records: signature and OCSP response alone have more in the form of X-Road. */
    private static final long SMALL = 5000;

    private static final long LARGE = 8000;
    private static final String BODY = "a body to be proud of";

    @TempDir
    private Path folder;

    private Pair pair(boolean bank, boolean ministry) throws Exception {
        return Pair.in(folder)
                .bank((file, made) -> common(file, bank).set("peers.port", RELAY))
                .ministry((file, made) -> common(file, ministry))
                .start();
    }

    private static GatewayFile common(GatewayFile file, boolean compact) {
        return file.set("peers.compactEvidence", compact)
                .set("messageLog.keep", "full")
                .set("globalConfiguration.reloadInterval", "100ms");
    }

    private static TlsRelay relay(Pair pair) throws Exception {
        return new TlsRelay(pair.address(3), RELAY, 5500);
    }

    private static void exchange(Pair pair, String id) throws Exception {
        HttpResponse<String> answer = pair.send(pair.request("/echo")
                .header("X-Road-Id", id)
                .POST(BodyPublishers.ofString(BODY))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(BODY);
    }

    /** Bytes of one exchange on a connection that has carried some. */
    private static long bytesOfOne(Pair pair, TlsRelay relay) throws Exception {
        for (int i = 0; i < 2; i++) {
            exchange(pair, "w-" + System.nanoTime());
        }
        long before = relay.bytes();
        exchange(pair, "m-" + System.nanoTime());
        return relay.bytes() - before;
    }

    /** Four records of each exchange, each proved; what the two sides keep of a message is the same, byte for byte. */
    private static void assertKept(Pair pair, List<String> ids) throws Exception {
        pair.assertNothingHeld();
        for (String id : ids) {
            List<Evidence> bank = records(pair.bank, id);
            List<Evidence> ministry = records(pair.ministry, id);
            assertThat(bank).as(id).hasSize(2);
            assertThat(ministry).as(id).hasSize(2);
            for (int i = 0; i < 2; i++) {
                Evidence one = bank.get(i);
                Evidence other = ministry.get(i);
                assertThat(one.octets()).isEqualTo(other.octets());
                assertThat(one.signature().signature())
                        .isEqualTo(other.signature().signature());
                assertThat(one.signature().result()).isEqualTo(other.signature().result());
                assertThat(one.signature().chain()).isEqualTo(other.signature().chain());
                assertThat(one.signature().path()).isNull();
                assertThat(other.signature().path()).isNull();
            }
        }
    }

    private static List<Evidence> records(Gateway gateway, String id) throws Exception {
        return gateway.<List<Evidence>, RuntimeException>withEvidence(store -> {
            try (EvidenceReader reader = store.reader();
                    SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
                EvidenceVerifier judge =
                        new EvidenceVerifier(verifier, gateway.view().anchors());
                List<Evidence> found = new ArrayList<>();
                for (long number : reader.find(EvidenceQuery.id(id), 9)) {
                    Evidence record = reader.read(number);
                    if (record != null) {
                        assertThat(judge.refuse(record)).isNull();
                        found.add(record);
                    }
                }
                found.sort(Comparator.comparing(Evidence::response));
                return found;
            }
        });
    }

    @Test
    void exchangesBetweenTwoThatAgreeAreSmallAndTheirEvidenceIsTheSame() throws Exception {
        try (Pair pair = pair(true, true);
                TlsRelay relay = relay(pair)) {
            long first = relay.bytes();
            exchange(pair, "first");
            assertThat(relay.bytes() - first).isGreaterThan(LARGE);
            assertThat(bytesOfOne(pair, relay)).isLessThan(SMALL);
            exchange(pair, "compact");
            assertKept(pair, List.of("first", "compact"));
        }
    }

    @ParameterizedTest
    @CsvSource({"false,true", "true,false", "false,false"})
    void oneThatDoesNotWantItIsSpokenToAsAnyServer(boolean bank, boolean ministry) throws Exception {
        try (Pair pair = pair(bank, ministry);
                TlsRelay relay = relay(pair)) {
            assertThat(bytesOfOne(pair, relay)).isGreaterThan(LARGE);
            exchange(pair, "whole");
            assertKept(pair, List.of("whole"));
        }
    }

    @Test
    void switchedOffAndOnWhileRunning() throws Exception {
        try (Pair pair = pair(true, true);
                TlsRelay relay = relay(pair)) {
            assertThat(bytesOfOne(pair, relay)).isLessThan(SMALL);
            for (String server : List.of("ss-moi", "ss-bank")) {
                GatewayFile file = server.equals("ss-moi") ? pair.ministryFile : pair.bankFile;
                file.set("peers.compactEvidence", false)
                        .write(pair.server(server).configuration());
                Eventually.value(() -> bytesOfOne(pair, relay), bytes -> bytes > LARGE);
                file.set("peers.compactEvidence", true)
                        .write(pair.server(server).configuration());
                Eventually.value(() -> bytesOfOne(pair, relay), bytes -> bytes < SMALL);
            }
            exchange(pair, "after");
            assertKept(pair, List.of("after"));
        }
    }

    @Test
    void connectionsLostUnderWay() throws Exception {
        try (Pair pair = pair(true, true);
                TlsRelay relay = relay(pair)) {
            exchange(pair, "before");
            try (Traffic traffic = new Traffic(pair)) {
                for (int i = 0; i < 5; i++) {
                    traffic.awaitAnswers(20);
                    relay.cut();
                }
                traffic.awaitAnswers(20);
                traffic.assertKept(2, pair.bank, pair.ministry);
            }
            assertThat(bytesOfOne(pair, relay)).isLessThan(SMALL);
            assertKept(pair, List.of("before"));
        }
    }

    @Test
    void aThousandAtATime() throws Exception {
        try (Pair pair = pair(true, true);
                TlsRelay relay = relay(pair);
                ExecutorService clients = Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().factory())) {
            Semaphore atATime = new Semaphore(32);
            List<String> ids = new ArrayList<>();
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String id = "many-" + i;
                ids.add(id);
                calls.add(() -> {
                    atATime.acquire();
                    try {
                        exchange(pair, id);
                    } finally {
                        atATime.release();
                    }
                    return null;
                });
            }
            long before = relay.bytes();
            for (Future<Void> done : clients.invokeAll(calls)) {
                done.get();
            }
            assertThat((relay.bytes() - before) / ids.size()).isLessThan(SMALL);
            assertThat(relay.connections()).isGreaterThan(8);
            assertKept(pair, ids);
        }
    }

    @Test
    void largeBodiesToo() throws Exception {
        byte[] large = "attachment ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        try (Pair pair = pair(true, true);
                TlsRelay relay = relay(pair)) {
            assertThat(bytesOfOne(pair, relay)).isLessThan(SMALL);
            HttpResponse<byte[]> answer = pair.client.send(
                    pair.request("/echo")
                            .header("X-Road-Id", "large")
                            .POST(BodyPublishers.ofByteArray(large))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.body()).isEqualTo(large);
            assertKept(pair, List.of("large"));
        }
    }
}
