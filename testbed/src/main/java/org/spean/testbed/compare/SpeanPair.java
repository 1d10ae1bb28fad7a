package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.demo.GatewayProcess;
import org.spean.testbed.demo.Places;
import org.spean.testbed.service.SmallAnswer;
import org.spean.testbed.service.SoapMessages;

/**
 * A bank's and a ministry's gateway as processes, with everything on: signed, verified, logged durably on both sides, OCSP
 * checked, the evidence time-stamped every minute. Ended by a signal, too.
 */
final class SpeanPair implements AutoCloseable {
    private static final int DRAWN = 4000;

    private final Ecosystem ecosystem;
    private final Launch launch;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<Process> spawned = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::endProcesses, "end-gateways");
    private final Ledger ledger = new Ledger();
    private @Nullable Crowd crowd;

    private SpeanPair(Ecosystem ecosystem, Launch launch) {
        this.ecosystem = ecosystem;
        this.launch = launch;
    }

    /**
     * How gateways are run.
     *
     * @param command words of the command line before {@code run}
     * @param javaOptions further ones of the JVM, separated by blanks
     * @param settings of the gateways, beyond those of the plan
     */
    record Launch(List<String> command, String javaOptions, Map<String, Object> settings) {
        /** As it comes. */
        static Launch of(List<String> command) {
            return new Launch(command, "", Map.of());
        }

        /** Settings as words of a command line give them: numbers and truth values become such. */
        static Map<String, Object> typed(Map<String, String> given) {
            Map<String, Object> typed = new LinkedHashMap<>();
            given.forEach((key, value) -> typed.put(key, typed(value)));
            return typed;
        }

        private static Object typed(String value) {
            if (value.equals("true") || value.equals("false")) {
                return Boolean.valueOf(value);
            }
            return value.chars().allMatch(Character::isDigit) ? (Object) Long.valueOf(value) : value;
        }
    }

    /** Makes keys and files and starts the gateways, which takes some seconds. */
    static SpeanPair start(Path folder, Launch launch, PairPlan plan) throws IOException, InterruptedException {
        Places places = Places.find();
        Ecosystem ecosystem = Ecosystem.in(folder)
                .keys(plan.keys())
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
            pair.writeFiles(plan);
            for (EcosystemServer server : ecosystem.servers()) {
                pair.startGateway(server);
            }
            return pair;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    private void writeFiles(PairPlan plan) throws IOException {
        GatewayFile bank = file(plan, bankSystem(), ministrySystem());
        GatewayFile ministry = file(plan, ministrySystem(), bankSystem());
        if (plan.members() > 0) {
            crowd = Crowd.of(ecosystem, plan.members());
            crowd.publish(bank(), ministry());
            crowd.addAskers(bank, bank());
            crowd.addProviders(ministry, ministry(), plan.services().getOrDefault("small", ""));
        }
        bank.write(bank().configuration());
        ministry.write(ministry().configuration());
    }

    private GatewayFile file(PairPlan plan, String own, String others) {
        String server = own.equals(bankSystem()) ? bank().code() : ministry().code();
        GatewayFile file = ecosystem.gateway(server).remove("exchangeLog").client(own);
        plan.settings().forEach(file::set);
        launch.settings().forEach(file::set);
        plan.services().forEach((code, url) -> {
            String protocol = code.contains("/") ? "SOAP" : "REST"; // only SOAP services have versions
            file.add(
                    "services",
                    GatewayFile.mapOf(
                            "id", own + '/' + code, "protocol", protocol, "url", url, "allow", List.of(others)));
        });
        return file;
    }

    private void startGateway(EcosystemServer server) throws IOException, InterruptedException {
        String log = "-Xlog:gc:file=" + GcLog.NAME + ":uptime:filecount=0 ";
        gateways.add(GatewayProcess.start(
                launch.command(), server.configuration(), log + launch.javaOptions(), spawned::add));
    }

    Ecosystem ecosystem() {
        return ecosystem;
    }

    EcosystemServer bank() {
        return ecosystem.server("ss-bank");
    }

    EcosystemServer ministry() {
        return ecosystem.server("ss-moi");
    }

    private String bankSystem() {
        return bank().subsystem("BANK");
    }

    private String ministrySystem() {
        return ministry().subsystem("IDENTITY");
    }

    /** The bank asks a REST service of the ministry; both gateways are looked at. */
    Case asked(String name, String service, String path) {
        return Case.of(name, rest(bank(), bankSystem(), ministrySystem() + '/' + service + path), pids());
    }

    /** The bank asks, and only its gateway is looked at. */
    Case bankAsks(String name, String path) {
        Request request = rest(bank(), bankSystem(), ministrySystem() + "/small" + path);
        return Case.of(name, request, Map.of("bank", gateways.getFirst().pid()));
    }

    /** The ministry asks, and only the bank's gateway is looked at. */
    Case ministryAsks(String name, String path) {
        Request request = rest(ministry(), ministrySystem(), bankSystem() + "/small" + path);
        return Case.of(name, request, Map.of("bank", gateways.getFirst().pid()));
    }

    /** The bank sends a small SOAP message to a service of the ministry. */
    Case soap(String name, String service) {
        String message = SoapMessages.request(
                bankSystem(),
                ministrySystem() + '/' + service,
                SmallAnswer.SOAP_ID,
                "<ns:personcode>100000042</ns:personcode>");
        return Case.of(
                name,
                Request.get(bank().clientUrl() + "/")
                        .withHeader("Content-Type", "text/xml; charset=UTF-8")
                        .withHeader("SOAPAction", "\"\"")
                        .posting(message),
                pids());
    }

    /** What the service answers to {@link #soap}. */
    String soapAnswer(String service) {
        return SmallAnswer.soap(bankSystem(), ministrySystem() + '/' + service);
    }

    /** The crowd's members ask each other, the first most. */
    Case crowdAsks(String name, String path) {
        if (crowd == null) {
            throw new IllegalStateException("members: 0 (expected: some)");
        }
        List<Request> requests = new ArrayList<>();
        for (int[] two : crowd.drawn(DRAWN, 7)) {
            requests.add(rest(bank(), crowd.asker(two[0]), crowd.provider(two[1]) + "/small" + path));
        }
        return new Case(name, requests, pids());
    }

    private static Request rest(EcosystemServer server, String client, String target) {
        return Request.get(server.clientUrl() + "/r1/" + target).withHeader("X-Road-Client", client);
    }

    private Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("bank", gateways.getFirst().pid());
        pids.put("ministry", gateways.getLast().pid());
        return pids;
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
