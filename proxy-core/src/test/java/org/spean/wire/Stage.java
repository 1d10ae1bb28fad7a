package org.spean.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.gateway.Gateway;
import org.spean.gateway.TestGateway;
import org.spean.globalconf.GlobalConfTree;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;
import org.spean.golden.Pki;
import org.spean.golden.RawMessage;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.peer.Script;
import org.spean.testbed.peer.ScriptedClient;
import org.spean.testbed.peer.ScriptedServer;
import org.spean.testbed.peer.TlsOffer;

/**
 * The world of one set of captures: the ministry's gateway with a service behind it, to which captured requests are
 * replayed, and the bank's gateway, to which a scripted ministry's server answers captured responses. Keys, global
 * configuration and OCSP responses are the set's; time, request ids and boundaries those of the capture in hand.
 */
final class Stage implements AutoCloseable {

    private static final AtomicInteger NETS =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 200));
    private static final String MINISTRY = "CAMBODIA/GOV/CAMDX-000121";
    private static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern SIGNING_TIME = Pattern.compile("SigningTime>([^<]+)<");
    private static final Pattern RECORDS = Pattern.compile("\"records\":(\\d+)");

    private final CaptureSet set;
    private final Path folder;
    private final String net;
    private final CapturedStatuses statuses;
    private final ReplayService service;
    private final Gateway ministry;
    private final Gateway bank;
    private final TrustAnchors anchors;
    private final Map<String, Issued> identities = new ConcurrentHashMap<>();
    private final Queue<String> ids = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Closeable> closeables = new ArrayDeque<>();
    private volatile Instant now;
    private volatile String boundary = "xtop";
    private volatile byte[] response = new byte[0];
    private volatile boolean keepsAlive;
    private ScriptedServer peer;

    private Stage(CaptureSet set, Path folder) throws IOException {
        this.set = set;
        this.folder = folder;
        int number = NETS.incrementAndGet() % 250 + 1;
        net = "127." + number + "." + (number * 11 % 250 + 1) + ".";
        statuses = CapturedStatuses.start(set, new InetSocketAddress(net + "9", 0));
        closeables.push(statuses::close);
        now = statuses.since();
        service = ReplayService.start(new InetSocketAddress(net + "4", 0));
        closeables.push(service::close);
        copyConfiguration();
        Files.writeString(folder.resolve("pin"), Pki.PASSWORD);
        anchors = GlobalConfTree.read(folder.resolve("globalconf")).anchors(1);
        ministry = start(ministryFile(), "ministry.yaml");
        closeables.push(ministry::drain);
        peer = peer("moi-auth", 0);
        bank = start(bankFile(), "bank.yaml");
        closeables.push(bank::drain);
    }

    static Stage of(String set, Path folder) throws IOException {
        return new Stage(CaptureSet.named(set), Files.createDirectories(folder));
    }

    private void copyConfiguration() throws IOException {
        Path tree = folder.resolve("globalconf");
        Path from = set.globalConf();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = tree.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.write(to, Files.readAllBytes(file));
                }
            }
        }
        Path shared = tree.resolve("CAMBODIA/shared-params.xml");
        String text = Files.readString(shared)
                .replaceAll("<url>http://[0-9.]+:88\\d\\d</url>", "<url>" + statuses.url() + "</url>")
                .replaceAll("(ss-moi</serverCode>\\s*<address>)[^<]+", "$1" + net + "3");
        Files.writeString(shared, text);
    }

    private GatewayFile file(String server, String keys) throws IOException {
        // What a capture names as its proxy version, and how its faults are spelt, follows the release.
        String version = Exchanges.signed(set)
                .map(capture -> capture.header("x-proxy-version"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return new GatewayFile()
                .set("instanceServer", server)
                .set("globalConfiguration.directory", "globalconf")
                .set("keys.authentication", key(keys + "-auth"))
                .set("keys.signing", List.of(key(keys + "-sign")))
                .set("listen.clientHttp", "off")
                .set("listen.clientHttps", "off")
                .set("listen.admin", "off")
                .set("messageLog.directory", keys + "-log")
                .set("spool.directory", keys + "-spool")
                .set("exchangeLog", keys + ".jsonl")
                .set("eventLoops", 1)
                .set("proxyVersion", version)
                .set("faultStyle", set.name().equals("golden-camdx") ? "old" : "new");
    }

    /** A copy, as keys that anyone may read are refused, and a checked-out file is one. */
    private Object key(String name) throws IOException {
        Files.copy(set.pki().keyStore(name), folder.resolve(name + ".p12"));
        return GatewayFile.mapOf("file", name + ".p12", "passwordFile", "pin");
    }

    private GatewayFile ministryFile() throws IOException {
        return file(MINISTRY + "/ss-moi", "moi")
                .set("listen.peer", net + "3:0")
                .set("listen.ocsp", net + "3:0")
                .service(MINISTRY + "/IDENTITY/identity", service.url(), List.of(BANK))
                .add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                MINISTRY + "/IDENTITY/personDetails/v1",
                                "protocol",
                                "SOAP",
                                "url",
                                service.url(),
                                "allow",
                                List.of(BANK)))
                .service(MINISTRY + "/IDENTITY/secret", service.url(), List.of())
                .service(MINISTRY + "/IDENTITY/down", "http://" + net + "8:1", List.of(BANK))
                .add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                MINISTRY + "/IDENTITY/idapi",
                                "url",
                                service.url(),
                                "endpoints",
                                List.of(GatewayFile.mapOf(
                                        "method", "GET", "path", "/persons/*", "allow", List.of(BANK)))));
    }

    private GatewayFile bankFile() throws IOException {
        return file("CAMBODIA/COM/CAMDX-000201/ss-bank", "bank")
                .set("listen.clientHttp", net + "2:0")
                .set("listen.peer", net + "2:0")
                .set("listen.ocsp", net + "2:0")
                .set("peers.port", peer.address().getPort())
                .set("peers.ocspPort", address(ministry, "ocsp").getPort())
                .client(BANK);
    }

    private Gateway start(GatewayFile file, String name) throws IOException {
        return TestGateway.start(file.write(folder.resolve(name)), () -> now, () -> boundary, () -> {
            String id = ids.poll();
            return id == null ? "no-id-was-given" : id;
        });
    }

    private static InetSocketAddress address(Gateway gateway, String port) {
        return Objects.requireNonNull(gateway.address(port), port);
    }

    private ScriptedServer peer(String identity, int port) throws IOException {
        Script script = (request, out) -> {
            out.write(response);
            out.flush();
            return keepsAlive;
        };
        InetSocketAddress address = new InetSocketAddress(net + "3", port);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return ScriptedServer.start(address, issued(identity), stock(), script);
            } catch (BindException e) { // the one before it has not let go of the port yet
                if (System.nanoTime() > until) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private Issued issued(String name) throws IOException {
        Issued known = identities.get(name);
        if (known == null) {
            known = Issued.readPkcs12(set.pki().keyStore(name), Pki.PASSWORD); // takes longer than an exchange
            identities.put(name, known);
        }
        return known;
    }

    /** The one suite that a stock server would use with the keys of the set. */
    String suite() {
        return set.name().equals("ec")
                ? "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"
                : "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384";
    }

    private TlsOffer stock() {
        return new TlsOffer(List.of("TLSv1.2"), List.of(suite()));
    }

    TrustAnchors anchors() {
        return anchors;
    }

    CapturedStatuses statuses() {
        return statuses;
    }

    ReplayService service() {
        return service;
    }

    /** When a captured message was signed. */
    static Instant signed(Capture message) {
        Matcher time = SIGNING_TIME.matcher(new String(message.signature().signature(), StandardCharsets.US_ASCII));
        if (!time.find()) {
            throw new AssertionError(message + " has no signing time");
        }
        return Instant.parse(time.group(1));
    }

    /** Sets what our own next message is to be made with. */
    void as(Instant time, String nextBoundary) {
        now = time;
        boundary = nextBoundary;
    }

    /** Records in the log of the ministry's gateway. */
    long ministryRecords() {
        return records(ministry);
    }

    /** Records in the log of the bank's gateway. */
    long bankRecords() {
        return records(bank);
    }

    private static long records(Gateway gateway) {
        Matcher records = RECORDS.matcher(gateway.summary());
        if (!records.find()) {
            throw new AssertionError(gateway.summary());
        }
        return Long.parseLong(records.group(1));
    }

    /** Sends bytes to the ministry's gateway as the server whose key this is would; what came back. */
    byte[] replay(String identity, byte[] request) throws IOException {
        try (ScriptedClient client =
                ScriptedClient.connect(address(ministry, "peer"), issued(identity), stock(), PATIENCE)) {
            if (!client.cipherSuite().equals(suite()) || !client.protocol().equals("TLSv1.2")) {
                throw new AssertionError(client.protocol() + " " + client.cipherSuite());
            }
            return client.exchange(request);
        }
    }

    /** What the ministry's server is to answer the bank's gateway. */
    void serve(byte[] bytes, boolean andKeepTheConnection) {
        response = bytes;
        keepsAlive = andKeepTheConnection;
    }

    /** Another server takes the address of the ministry's while the body runs. */
    <T> T withPeer(String identity, Function<ScriptedServer, T> body) throws IOException {
        int port = peer.address().getPort();
        peer.close();
        try (ScriptedServer other = peer(identity, port)) {
            return body.apply(other);
        } finally {
            peer = peer("moi-auth", port);
        }
    }

    /** What the ministry's server received last. */
    RawMessage received() {
        return RawMessage.parse(peer.requests().getLast()).getFirst();
    }

    /** How much the ministry's server received. */
    int receivedCount() {
        return peer.requests().size();
    }

    /** Sends a request of the bank's information system; its ids are those given, in this order. */
    RawMessage ask(byte[] request, List<String> nextIds) throws IOException {
        ids.clear();
        ids.addAll(nextIds);
        try (Socket socket = new Socket()) {
            socket.connect(address(bank, "clientHttp"), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request);
            return RawMessage.parse(socket.getInputStream().readAllBytes()).getFirst();
        }
    }

    @Override
    public void close() throws IOException {
        peer.close();
        while (!closeables.isEmpty()) {
            closeables.pop().close();
        }
    }
}
