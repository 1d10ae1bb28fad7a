package org.spean.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemBuilder;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.PopulationRegister;

/**
 * A bank's and a ministry's gateway in this process, on loopback addresses of their own, with a register behind the
 * ministry's. Real sockets, certificates and databases.
 */
final class Pair implements AutoCloseable {

    static final String SERVICE = "CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity";
    static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";
    private static final AtomicInteger NETS =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 200));

    final Ecosystem ecosystem;
    final PopulationRegister register;
    final Gateway bank;
    final Gateway ministry;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Pair(Builder builder) throws IOException {
        int net = NETS.incrementAndGet() % 250 + 1;
        String prefix = "127." + net + "." + (net * 7 % 250 + 1) + ".";
        EcosystemBuilder description = Ecosystem.in(builder.directory).pair(prefix + "2", prefix + "3");
        ecosystem = builder.ecosystem.apply(description).start();
        register = PopulationRegister.start(new InetSocketAddress(prefix + "4", 0), 1000);
        EcosystemServer moi = ecosystem.server("ss-moi");
        builder.ministry
                .apply(ecosystem.gateway("ss-moi").service(SERVICE, register.url(), List.of(BANK)))
                .write(moi.configuration());
        EcosystemServer own = ecosystem.server("ss-bank");
        builder.bank.apply(ecosystem.gateway("ss-bank").client(BANK)).write(own.configuration());
        ministry = Gateway.start(moi.configuration(), InstantSource.system());
        bank = Gateway.start(own.configuration(), InstantSource.system());
    }

    static Builder in(Path directory) {
        return new Builder(directory);
    }

    /** What differs from the usual pair. */
    static final class Builder {
        private final Path directory;
        private UnaryOperator<EcosystemBuilder> ecosystem = UnaryOperator.identity();
        private UnaryOperator<GatewayFile> bank = UnaryOperator.identity();
        private UnaryOperator<GatewayFile> ministry = UnaryOperator.identity();

        private Builder(Path directory) {
            this.directory = directory;
        }

        Builder ecosystem(UnaryOperator<EcosystemBuilder> change) {
            ecosystem = change;
            return this;
        }

        Builder bank(UnaryOperator<GatewayFile> change) {
            bank = change;
            return this;
        }

        Builder ministry(UnaryOperator<GatewayFile> change) {
            ministry = change;
            return this;
        }

        Pair start() throws IOException {
            return new Pair(this);
        }
    }

    String url(String path) {
        return ecosystem.server("ss-bank").clientUrl() + "/r1/" + SERVICE + path;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(30))
                .header("X-Road-Client", BANK);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    @Override
    public void close() {
        client.close();
        bank.drain();
        ministry.drain();
        register.close();
        ecosystem.close();
    }
}
