package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemBuilder;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.service.PopulationRegister;

/**
 * A bank's and a ministry's gateway in this process, on loopback addresses of their own, with a register behind the
 * ministry's. Real sockets, certificates and databases.
 */
final class Pair implements AutoCloseable {

    static final String PROVIDER = "CAMBODIA/GOV/CAMDX-000121/IDENTITY";
    static final String SERVICE = PROVIDER + "/identity";
    static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger NETS =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 200));

    final Ecosystem ecosystem;
    final PopulationRegister register;
    final GatewayFile bankFile;
    final GatewayFile ministryFile;
    final Gateway bank;
    final Gateway ministry;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LeakWatch leaks = LeakWatch.begin();
    private final String prefix;
    private final InstantSource clock;

    private Pair(Builder builder) throws IOException {
        int net = NETS.incrementAndGet() % 250 + 1;
        clock = builder.clockOfGateways == null ? builder.clock : builder.clockOfGateways;
        prefix = "127." + net + "." + (net * 7 % 250 + 1) + ".";
        EcosystemBuilder description = Ecosystem.in(builder.directory)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .clock(builder.clock)
                .pair(address(2), address(3));
        ecosystem = builder.ecosystem.apply(description, this).start();
        register = PopulationRegister.start(new InetSocketAddress(address(4), 0), 1000);
        ministryFile = ecosystem.gateway("ss-moi").service(SERVICE, register.url(), List.of(BANK));
        builder.services.forEach((code, url) -> ministryFile.service(PROVIDER + "/" + code, url, List.of(BANK)));
        builder.ministry.apply(ministryFile, this);
        bankFile = ecosystem.gateway("ss-bank").client(BANK);
        builder.bank.apply(bankFile, this);
        ministry = start("ss-moi", ministryFile);
        bank = start("ss-bank", bankFile);
    }

    private Gateway start(String server, GatewayFile file) throws IOException {
        return Gateway.start(file.write(ecosystem.server(server).configuration()), clock);
    }

    /** A gateway of a further server of the ecosystem; to be drained by the caller. */
    Gateway further(String server, UnaryOperator<GatewayFile> change) throws IOException {
        return start(server, change.apply(ecosystem.gateway(server)));
    }

    static Builder in(Path directory) {
        return new Builder(directory);
    }

    /** What differs from the usual pair. */
    static final class Builder {

        /** Changes a thing in sight of the pair that is being made. */
        interface Change<T> {
            T apply(T thing, Pair pair);
        }

        private final Path directory;
        private final Map<String, String> services = new LinkedHashMap<>();
        private InstantSource clock = InstantSource.system();
        private @Nullable InstantSource clockOfGateways;
        private Change<EcosystemBuilder> ecosystem = (description, pair) -> description;
        private Change<GatewayFile> bank = (file, pair) -> file;
        private Change<GatewayFile> ministry = (file, pair) -> file;

        private Builder(Path directory) {
            this.directory = directory;
        }

        /** What time it is to gateways and authorities. */
        Builder clock(InstantSource other) {
            clock = other;
            return this;
        }

        /** What time it is to gateways, if they do not agree with the authorities. */
        Builder clockOfGateways(InstantSource other) {
            clockOfGateways = other;
            return this;
        }

        Builder ecosystem(Change<EcosystemBuilder> change) {
            ecosystem = change;
            return this;
        }

        Builder bank(Change<GatewayFile> change) {
            bank = change;
            return this;
        }

        Builder ministry(Change<GatewayFile> change) {
            ministry = change;
            return this;
        }

        Builder both(Change<GatewayFile> change) {
            return bank(change).ministry(change);
        }

        /** A further service of the ministry's, allowed to the bank. */
        Builder service(String code, String url) {
            services.put(code, url);
            return this;
        }

        Pair start() throws IOException {
            return new Pair(this);
        }
    }

    /** An address of this pair's own network. */
    String address(int host) {
        return prefix + host;
    }

    EcosystemServer server(String code) {
        return ecosystem.server(code);
    }

    InetSocketAddress clientPort() {
        return new InetSocketAddress(address(2), 8080);
    }

    String url(String path) {
        return serviceUrl("identity", path);
    }

    String serviceUrl(String service, String path) {
        return server("ss-bank").clientUrl() + "/r1/" + PROVIDER + "/" + service + path;
    }

    HttpRequest.Builder request(String path) {
        return to(url(path));
    }

    HttpRequest.Builder to(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("X-Road-Client", BANK);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    HttpResponse<String> getService(String service, String path) throws IOException, InterruptedException {
        return send(to(serviceUrl(service, path)).GET().build());
    }

    /** An exchange goes through as if nothing had happened. */
    void assertWorks() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/persons/100000042");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** After all exchanges have ended, none of them holds anything any more: not in memory, not on disk. */
    void assertNothingHeld() throws IOException {
        Gateway.Holdings none = new Gateway.Holdings(0, 0, 0, 0, 0, 0, 0, 0);
        assertNothingHeld(bank, none);
        assertNothingHeld(ministry, none);
        for (EcosystemServer server : ecosystem.servers()) {
            Path spool = server.folder().resolve("spool");
            if (Files.exists(spool)) {
                try (Stream<Path> files = Files.list(spool)) {
                    assertThat(files).isEmpty();
                }
            }
        }
    }

    private static void assertNothingHeld(Gateway gateway, Gateway.Holdings none) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.holdings()).isEqualTo(none));
    }

    @Override
    public void close() {
        client.close();
        bank.drain();
        ministry.drain();
        register.close();
        ecosystem.close();
        leaks.assertNone();
    }
}
