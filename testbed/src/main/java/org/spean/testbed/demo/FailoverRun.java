package org.spean.testbed.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.database.PostgresCluster;

/**
 * Two gateways of the ministry behind HAProxy, which share a message log in PostgreSQL, and the bank's gateway. Under load, in
 * both roles, one of the two is killed by turns, started again and taken up by the proxy. An exchange in flight may fail,
 * once a client and kill; everything that was answered must have its records on both sides, verified and time-stamped.
 */
public final class FailoverRun {
    private static final Duration STAMPED = Duration.ofMinutes(2);

    /** Until proxy and peers have noticed that the connections of a killed gateway are closed. */
    private static final long NOTICED_NANOS = Duration.ofSeconds(1).toNanos();

    /** Patient, since four processes may have to share one slow processor: what is late has not failed. */
    private static final Scene SCENE = new Scene(
            builder -> builder,
            content -> content,
            file -> Scene.KEPT
                    .gateway()
                    .apply(file)
                    .set("timeouts.handshake", "60s")
                    .set("timeouts.commit", "60s")
                    .set("timeouts.signing", "60s"));

    private static final int LEAST_ANSWERS = 100;
    private static final int LATEST_MS = 1_000;
    private static final List<String> BACKENDS = List.of("gateways_peers", "gateways_ocsp", "gateways_clients");
    private static final List<String> KEYS = List.of("auth.p12", "auth.pin", "sign.p12", "sign.pin", "database.pin");

    private final RunningPair pair;
    private final HaproxyProcess proxy;
    private final SplittableRandom random;
    private final List<Path> configurations;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();

    /** From the signal to the end of the process. */
    private record Kill(long begun, long ended) {
        boolean excuses(FailoverLoad.Attempt attempt) {
            return attempt.ended() >= begun && attempt.begun() <= ended + NOTICED_NANOS;
        }
    }

    private FailoverRun(RunningPair pair, HaproxyProcess proxy, SplittableRandom random, List<Path> configurations) {
        this.pair = pair;
        this.proxy = proxy;
        this.random = random;
        this.configurations = configurations;
    }

    /** Why it cannot be run here; empty: it can. */
    public static String missing() {
        return HaproxyProcess.program().isEmpty()
                ? "HAProxy is not installed (apt install haproxy)"
                : PostgresCluster.installed()
                        ? ""
                        : "PostgreSQL is not installed in " + PostgresCluster.INSTALLED + " (apt install postgresql)";
    }

    /**
     * Starts everything in the folder, kills and audits.
     *
     * @param command words of the command line that runs Spean
     * @param sample HAProxy's configuration as an operator gets it; only its addresses are replaced
     * @throws IOException when something does not start (again), or a log cannot be read
     */
    public static FailoverReport run(Path folder, List<String> command, Path sample, int kills, long seed)
            throws IOException, InterruptedException {
        return run(folder, command, sample, kills, seed, Narrator.ofSystem());
    }

    static FailoverReport run(Path folder, List<String> command, Path sample, int kills, long seed, Narrator narrator)
            throws IOException, InterruptedException {
        Places places = Places.find();
        String first = beside(places.ministry(), 5);
        String second = beside(places.ministry(), 6);
        Files.createDirectories(folder);
        Path parent = PostgresCluster.reachable(folder) ? folder : Path.of("/var/tmp");
        try (PostgresCluster cluster = PostgresCluster.start(parent);
                RunningPair pair = RunningPair.start(
                        folder,
                        command,
                        places,
                        SCENE.ministry(file -> shared(at(file, first), folder.resolve("ss-moi"), cluster)),
                        narrator);
                HaproxyProcess proxy = proxy(folder, sample, places.ministry(), first, second)) {
            EcosystemServer moi = pair.ministryServer();
            Path beside = copied(moi.folder());
            at(pair.ministryFile(), second).write(beside);
            FailoverRun run =
                    new FailoverRun(pair, proxy, new SplittableRandom(seed), List.of(moi.configuration(), beside));
            run.gateways.add(pair.ministry());
            run.gateways.add(pair.started(beside));
            return run.run(
                    kills, "http://" + places.ministry() + ":" + moi.ports().clientHttp(), seed, narrator);
        }
    }

    private static String beside(String address, int host) throws IOException {
        if (!address.matches("127\\.0\\.[0-9]+\\.3")) {
            throw new IOException("the addresses 127.0.x.x are not to be had (expected: Linux, and free ports)");
        }
        return address.substring(0, address.lastIndexOf('.') + 1) + host;
    }

    /** A gateway behind the proxy, on X-Road's ports of an address of its own. */
    private static GatewayFile at(GatewayFile file, String address) {
        return file.set("listen.clientHttp", address + ":8080")
                .set("listen.peer", address + ":5500")
                .set("listen.ocsp", address + ":5577")
                .set("listen.health", address + ":5588")
                .set("listen.admin", "off")
                .set("listen.proxyProtocol", true)
                .set("peers.proxyProtocol", true);
    }

    private static GatewayFile shared(GatewayFile file, Path folder, PostgresCluster cluster) {
        try {
            Path password = Files.writeString(folder.resolve("database.pin"), PostgresCluster.PASSWORD);
            Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.remove("messageLog.directory")
                .set("messageLog.home", "postgresql")
                .set("messageLog.postgresql.url", cluster.url("postgres"))
                .set("messageLog.postgresql.user", PostgresCluster.ADMINISTRATOR)
                .set("messageLog.postgresql.passwordFile", "database.pin");
    }

    /** The sample with our addresses; TLS of clients is not what is tried here, so that they come by HTTP. */
    private static HaproxyProcess proxy(Path folder, Path sample, String address, String first, String second)
            throws IOException {
        Path socket = folder.resolve("haproxy.sock");
        String text = Files.readString(sample)
                .replace("192.0.2.11", first)
                .replace("192.0.2.12", second)
                .replace("bind :", "bind " + address + ":")
                .replace(":8443", ":8080")
                .replaceFirst("(?m)^  maxconn 20000$", "  maxconn 1000\n  stats socket " + socket + " level user");
        if (text.contains("192.0.2.") || !text.contains(socket.toString())) {
            throw new IOException(sample + ": its addresses or limits are not as expected");
        }
        return HaproxyProcess.start(folder, text, socket);
    }

    private static Path copied(Path folder) throws IOException {
        Path beside = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-2"));
        for (String name : KEYS) {
            Path copy = Files.copy(folder.resolve(name), beside.resolve(name));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        }
        return beside.resolve("gateway.yaml");
    }

    private FailoverReport run(int wanted, String ministryUrl, long seed, Narrator narrator)
            throws IOException, InterruptedException {
        for (int i = 1; i <= gateways.size(); i++) {
            proxy.awaitUp("gateway" + i, BACKENDS);
        }
        List<FailoverLoad.Attempt> attempts;
        try (FailoverLoad load = new FailoverLoad(pair, ministryUrl, seed)) {
            load.awaitMore(LEAST_ANSWERS);
            for (int i = 0; i < wanted; i++) {
                Thread.sleep(random.nextInt(LATEST_MS)); // whenever it is
                int killed = i % gateways.size();
                kill(killed);
                load.awaitMore(LEAST_ANSWERS); // by the other
                gateways.set(killed, pair.started(configurations.get(killed)));
                proxy.awaitUp("gateway" + (killed + 1), BACKENDS);
                load.awaitMore(LEAST_ANSWERS);
                narrator.line("  kill " + (i + 1) + ": " + load.answered() + " exchanges answered so far");
            }
            attempts = load.end();
        }
        return audit(attempts, seed, narrator);
    }

    private void kill(int which) throws InterruptedException {
        long begun = System.nanoTime();
        gateways.get(which).kill();
        kills.add(new Kill(begun, System.nanoTime()));
    }

    private FailoverReport audit(List<FailoverLoad.Attempt> attempts, long seed, Narrator narrator)
            throws IOException, InterruptedException {
        narrator.begin("evidence");
        EvidenceAudit ofBank =
                EvidenceAudit.of(pair.command(), pair.bankServer().configuration(), STAMPED);
        EvidenceAudit ofMinistry = EvidenceAudit.of(pair.command(), configurations.getFirst(), STAMPED);
        List<String> failed = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        Set<Map.Entry<Kill, Integer>> excused = new HashSet<>();
        long answered = 0;
        long longest = 0;
        for (FailoverLoad.Attempt attempt : attempts) {
            if (!attempt.answered()) {
                if (kills.stream()
                        .noneMatch(kill -> kill.excuses(attempt) && excused.add(Map.entry(kill, attempt.client())))) {
                    failed.add(attempt + ", " + attempt.took());
                }
                continue;
            }
            answered++;
            longest = Math.max(longest, attempt.took().toMillis());
            boolean kept = attempt.own()
                    ? ofMinistry.complete(attempt.id(), 2)
                    : ofBank.complete(attempt.id()) && ofMinistry.complete(attempt.id());
            if (!kept) {
                lost.add(attempt.id());
            }
        }
        List<String> refused = new ArrayList<>(ofBank.refused());
        refused.addAll(ofMinistry.refused());
        Map<String, Long> sessions = new TreeMap<>();
        proxy.servers().forEach((name, server) -> {
            if (name.matches("gateways_(peers|clients)/gateway.*")) {
                sessions.put(name, server.sessions());
            }
        });
        FailoverReport report = new FailoverReport(
                kills.size(),
                answered,
                excused.size(),
                failed,
                lost,
                ofBank.records() + ofMinistry.records(),
                ofBank.unstamped() + ofMinistry.unstamped(),
                refused,
                sessions,
                longest,
                seed);
        narrator.done(report.toMap().toString());
        return report;
    }
}
