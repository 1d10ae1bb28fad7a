package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.demo.GatewayProcess;
import org.spean.testbed.demo.Places;

/**
 * A bank's and a ministry's gateway as processes, with everything on: signed, verified, logged durably on both sides, OCSP
 * checked, the evidence time-stamped every minute. The ministry offers what is at a given URL. Ended by a signal, too.
 */
final class SpeanPair implements AutoCloseable {
    /** What a member with a thousand connections at a time sets; all else is as it comes. */
    private static final Map<String, Integer> LIMITS = Map.of("limits.exchanges", 2048, "limits.idleConnections", 1024);

    private final Ecosystem ecosystem;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<Process> spawned = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::endProcesses, "end-gateways");
    private final Launch launch;
    private final Ledger ledger = new Ledger();

    private SpeanPair(Ecosystem ecosystem, Launch launch) {
        this.ecosystem = ecosystem;
        this.launch = launch;
    }

    /**
     * How gateways are run.
     *
     * @param command words of the command line before {@code run}
     * @param javaOptions further ones of the JVM, separated by blanks
     */
    record Launch(List<String> command, String javaOptions) {}

    /**
     * Makes keys and files and starts the gateways, which takes some seconds.
     *
     * @param services codes of the ministry's services and where they are
     */
    static SpeanPair start(Path folder, Launch launch, KeyKind keys, Map<String, String> services)
            throws IOException, InterruptedException {
        Places places = Places.find();
        Ecosystem ecosystem = Ecosystem.in(folder)
                .keys(keys)
                .ocsp(places.ocsp())
                .source(places.source())
                .ports(places.bankPorts())
                .server("COM", "CAMDX-000201", "Bank of the Bridge", "ss-bank", places.bank(), "BANK")
                .ports(places.ministryPorts())
                .server("GOV", "CAMDX-000121", "Ministry of Interior", "ss-moi", places.ministry(), "IDENTITY")
                .start();
        SpeanPair pair = new SpeanPair(ecosystem, launch);
        Runtime.getRuntime().addShutdownHook(pair.hook);
        try {
            GatewayFile bank = pair.file(pair.bank()).client(pair.client());
            GatewayFile ministry =
                    pair.file(pair.ministry()).client(pair.ministry().subsystem("IDENTITY"));
            services.forEach((code, url) -> ministry.add("services", pair.service(code, url)));
            bank.write(pair.bank().configuration());
            ministry.write(pair.ministry().configuration());
            for (EcosystemServer server : ecosystem.servers()) {
                pair.startGateway(server);
            }
            return pair;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    private GatewayFile file(EcosystemServer server) {
        GatewayFile file = ecosystem.gateway(server.code()).remove("exchangeLog");
        LIMITS.forEach(file::set);
        return file;
    }

    private Object service(String code, String url) {
        String id = ministry().subsystem("IDENTITY") + "/" + code;
        boolean soap = code.contains("/"); // only those have versions
        return GatewayFile.mapOf("id", id, "protocol", soap ? "SOAP" : "REST", "url", url, "allow", List.of(client()));
    }

    private void startGateway(EcosystemServer server) throws IOException, InterruptedException {
        String log = "-Xlog:gc:file=" + GcLog.NAME + ":uptime:filecount=0 ";
        gateways.add(GatewayProcess.start(
                launch.command(), server.configuration(), log + launch.javaOptions(), spawned::add));
    }

    private EcosystemServer bank() {
        return ecosystem.server("ss-bank");
    }

    private EcosystemServer ministry() {
        return ecosystem.server("ss-moi");
    }

    /** The subsystem that asks. */
    String client() {
        return bank().subsystem("BANK");
    }

    /** The case of a GET to a REST service. */
    Case asked(String name, String service, String path) {
        String url = bank().clientUrl() + "/r1/" + ministry().subsystem("IDENTITY") + "/" + service + path;
        return Case.of(name, Request.get(url).withHeader("X-Road-Client", client()), pids());
    }

    private Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("bank", gateways.getFirst().pid());
        pids.put("ministry", gateways.getLast().pid());
        return pids;
    }

    /** Where the gateways' message logs are. */
    Path folder() {
        return bank().folder();
    }

    /** What the bank's gateway says of its collections. */
    GcLog collections() {
        return new GcLog(bank().folder().resolve(GcLog.NAME));
    }

    /** The longer of the times that the gateways took to be ready. */
    Duration ready() {
        return gateways.stream()
                .map(GatewayProcess::ready)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** What went through, to be compared with the evidence. */
    Ledger ledger() {
        return ledger;
    }

    /** Looks at the message logs, then ends the gateways. */
    Evidence end() throws IOException, InterruptedException {
        return Evidence.of(
                launch.command(),
                ecosystem.servers().stream().map(EcosystemServer::configuration).toList(),
                gateways,
                ledger);
    }

    @Override
    public void close() {
        endProcesses();
        gateways.clear();
        ecosystem.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook is running: it does the same
        }
    }

    private void endProcesses() {
        spawned.forEach(Process::destroy); // all at once, then wait for each
        spawned.forEach(GatewayProcess::end);
    }
}
