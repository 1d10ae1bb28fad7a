package org.spean.testbed.demo;

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
import org.spean.testbed.service.PopulationRegister;
import org.spean.testbed.service.SmallAnswer;

/**
 * The whole scene: the ecosystem, the ministry's services and two gateway processes. Also ended by a signal, through a
 * shutdown hook; closing twice does no harm.
 */
final class RunningPair implements AutoCloseable {
    static final int PERSONS = 3000;

    private final Places places;
    private final List<String> command;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::endProcesses, "end-gateways");
    private @Nullable Ecosystem ecosystem;
    private @Nullable PopulationRegister register;
    private @Nullable SmallAnswer small;
    private @Nullable GatewayProcess bank;
    private @Nullable GatewayProcess ministry;
    private @Nullable GatewayFile ministryFile;

    private RunningPair(Places places, List<String> command) {
        this.places = places;
        this.command = command;
    }

    /**
     * Starts everything in the given folder.
     *
     * @param command words of the command line that runs Spean
     * @param scene what differs from the plainest pair
     */
    static RunningPair start(Path folder, List<String> command, Scene scene, Narrator narrator)
            throws IOException, InterruptedException {
        return start(folder, command, Places.find(), scene, narrator);
    }

    /** The same at places that were looked for before. */
    static RunningPair start(Path folder, List<String> command, Places places, Scene scene, Narrator narrator)
            throws IOException, InterruptedException {
        if (places.note() != null) {
            narrator.note(places.note());
        }
        RunningPair pair = new RunningPair(places, command);
        Runtime.getRuntime().addShutdownHook(pair.hook);
        try {
            pair.startParts(folder, scene, narrator);
            return pair;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    private void startParts(Path folder, Scene scene, Narrator narrator) throws IOException, InterruptedException {
        narrator.begin("trust services");
        ecosystem = held(scene.ecosystem()
                .apply(Ecosystem.in(folder))
                .ocsp(places.ocsp())
                .source(places.source())
                .ports(places.bankPorts())
                .server("COM", "CAMDX-000201", "Bank of the Bridge", "ss-bank", places.bank(), "BANK")
                .ports(places.ministryPorts())
                .server("GOV", "CAMDX-000121", "Ministry of Interior", "ss-moi", places.ministry(), "IDENTITY")
                .start());
        ecosystem.publish(scene.content());
        narrator.done("a certification authority; its OCSP responder at "
                + ecosystem.ocsp().uri() + "; a time-stamping authority at "
                + ecosystem.stampers().getFirst().uri() + "; the global configuration at "
                + ecosystem.source().url());
        narrator.begin("register");
        register = held(PopulationRegister.start(places.register(), PERSONS));
        small = held(SmallAnswer.start(places.small(), bankSubsystem(), service("small/v1")));
        narrator.done(register.persons() + " invented persons at " + register.url());
        writeConfigurations(scene);
        narrator.begin("bank's gateway");
        bank = started(bankServer());
        narrator.done(described(bankServer(), bank));
        narrator.begin("ministry's gateway");
        ministry = started(ministryServer());
        narrator.done(described(ministryServer(), ministry));
    }

    private static String described(EcosystemServer server, GatewayProcess process) {
        return server.id() + " at " + server.address() + ":" + server.ports().clientHttp() + ", for peers at "
                + server.ports().peer() + " (process " + process.pid() + ")";
    }

    private void writeConfigurations(Scene scene) throws IOException {
        Ecosystem running = ecosystem();
        EcosystemServer moi = ministryServer();
        String client = bankSubsystem();
        GatewayFile bankFile =
                running.gateway("ss-bank").client(client).client(bankServer().member());
        String own = moi.subsystem("IDENTITY");
        GatewayFile file = running.gateway("ss-moi")
                .client(own)
                .service(
                        moi.subsystem("IDENTITY") + "/identity",
                        register().url(),
                        List.of(client, bankServer().member()))
                .service(
                        moi.subsystem("IDENTITY") + "/civil-registry",
                        register().url(),
                        List.of())
                .service(moi.subsystem("IDENTITY") + "/small", small().url(), List.of(client, own))
                .add("services", soap(moi.subsystem("IDENTITY") + "/small/v1", small().url(), client))
                .add(
                        "services",
                        soap(
                                moi.subsystem("IDENTITY") + "/personDetails/v1",
                                register().url() + "/soap",
                                client));
        scene.gateway().apply(bankFile).write(bankServer().configuration());
        ministryFile = scene.ministry().apply(scene.gateway().apply(file));
        ministryFile.write(moi.configuration());
    }

    private static Object soap(String id, String url, String client) {
        return GatewayFile.mapOf("id", id, "protocol", "SOAP", "url", url, "allow", List.of(client));
    }

    private GatewayProcess started(EcosystemServer server) throws IOException, InterruptedException {
        return started(server.configuration());
    }

    /** Starts one more gateway, which ends with the pair. */
    GatewayProcess started(Path configuration) throws IOException, InterruptedException {
        return held(GatewayProcess.start(command, configuration, processes::add));
    }

    /** The configuration of the ministry's gateway as it was written, to be changed and written elsewhere. */
    GatewayFile ministryFile() {
        return made(ministryFile);
    }

    /** Starts the bank's gateway anew; the one before has ended. */
    void restartBank() throws IOException, InterruptedException {
        bank = started(bankServer());
    }

    /** Starts the ministry's gateway anew; the one before has ended. */
    void restartMinistry() throws IOException, InterruptedException {
        ministry = started(ministryServer());
    }

    /** Words of the command line that runs Spean. */
    List<String> command() {
        return command;
    }

    Ecosystem ecosystem() {
        return made(ecosystem);
    }

    PopulationRegister register() {
        return made(register);
    }

    SmallAnswer small() {
        return made(small);
    }

    GatewayProcess bank() {
        return made(bank);
    }

    GatewayProcess ministry() {
        return made(ministry);
    }

    EcosystemServer bankServer() {
        return ecosystem().server("ss-bank");
    }

    EcosystemServer ministryServer() {
        return ecosystem().server("ss-moi");
    }

    /** The bank's subsystem, the client of all exchanges. */
    String bankSubsystem() {
        return bankServer().subsystem("BANK");
    }

    /** A service of the ministry as it stands in a REST path. */
    String service(String code) {
        return ministryServer().subsystem("IDENTITY") + "/" + code;
    }

    /** Process ids of the gateways by name. */
    Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("bank", bank().pid());
        pids.put("ministry", ministry().pid());
        return pids;
    }

    /** The longer of the two times that the gateways took to be ready. */
    Duration ready() {
        Duration one = bank().ready();
        Duration other = ministry().ready();
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public void close() {
        endProcesses();
        for (AutoCloseable part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot end " + part, e);
            }
        }
        parts.clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook is running: it does the same
        }
    }

    private void endProcesses() {
        processes.forEach(Process::destroy); // both at once, then wait for each
        processes.forEach(GatewayProcess::end);
    }

    private <T extends AutoCloseable> T held(T part) {
        parts.add(part);
        return part;
    }

    private static <T> T made(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }
}
