package org.spean.testbed.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.spean.testbed.hostile.Attack.outcome;
import static org.spean.testbed.hostile.Bounds.BETWEEN_BYTES;
import static org.spean.testbed.hostile.Bounds.MIB;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.peer.ScriptedClient;
import org.spean.testbed.peer.TlsOffer;
import org.spean.testbed.service.SoapMessages;

/**
 * What can be done to the ports of a pair by those who reach them: strangers from the Internet, a registered but malicious
 * peer, an information system of the bank's that has a right to the service. Each comes from addresses of its own.
 */
@SuppressWarnings("StringConcatToTextBlock") // the bytes of HTTP, line ends and all
public final class Attacks {
    private static final byte[] NOTHING = {};
    private static final String PART =
            "--bankBoundary5281\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\nx\r\n";
    private static final Duration SLACK = Duration.ofSeconds(3);
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Names of threads that sign and verify for handshakes, as far as the kernel knows them. */
    private static final String HANDSHAKES = "spean-handshake";

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final String ONE = "127.66.0.1";

    private final Victim bank;
    private final Victim ministry;
    private final Issued peer;
    private final String member;
    private final String subsystem;
    private final String service;
    private final String soapService;
    private final Duration time;

    /**
     * Attacks on a pair.
     *
     * @param peer authentication certificate of a registered server
     * @param member id of a client of the bank's gateway that may call the service
     * @param subsystem another one, that may call the SOAP service
     * @param service id of the ministry's register
     * @param time how long those last that have no time of their own
     */
    public Attacks(
            Victim bank,
            Victim ministry,
            Issued peer,
            String member,
            String subsystem,
            String service,
            String soapService,
            Duration time) {
        this.bank = bank;
        this.ministry = ministry;
        this.peer = peer;
        this.member = member;
        this.subsystem = subsystem;
        this.service = service;
        this.soapService = soapService;
        this.time = time;
    }

    /** All, in the order of the table. */
    public List<Attack> all() {
        String inTime = "timeouts.betweenBytes " + BETWEEN_BYTES.toSeconds() + " s for a head";
        return List.of(
                // First, as the memory that others make the gateway take is there for these to use.
                new Attack("10,000 idle connections", "limits.connections 16,384, 8 KiB each", this::idle),
                new Attack("slowloris, client port", inTime, this::slowHeads),
                new Attack(
                        "slowloris, 5500, no TLS",
                        "timeouts.handshake " + Bounds.HANDSHAKE.toSeconds() + " s",
                        this::slowHellos),
                new Attack("slowloris, 5500, as a peer", inTime, this::slowPeers),
                new Attack(
                        "slowloris, 5577, admin, health",
                        Bounds.SMALL_PORTS.toSeconds() + " s for a request",
                        this::slowAtSmallPorts),
                new Attack("header flood", "limits.headerBytes 64 KiB", this::headerFlood),
                new Attack("endless bodies", "spool.maxMessage 8 MiB, limits.discardBytes 4 MiB", this::endlessBodies),
                new Attack("endless body of a peer", "limits.discardBytes 4 MiB", this::endlessPeers),
                new Attack("spool exhaustion", "spool.total 64 MiB, half of it a client", this::spoolExhaustion),
                new Attack("XML bomb: entities", "no DTDs", this::entities),
                new Attack("XML bomb: depth", "limits.messageBytes 1 MiB, depth", this::depth),
                new Attack("zip bomb", "nothing is unpacked", this::zipBomb),
                new Attack("part count", "limits.attachments " + Bounds.MOST_ATTACHMENTS, this::partCount),
                new Attack(
                        "parts, as many as allowed",
                        "limits.attachments " + Bounds.MOST_ATTACHMENTS,
                        this::allowedParts),
                new Attack("boundary look-alikes", "spool.maxMessage 8 MiB", this::lookAlikes),
                new Attack(
                        "connections of one address",
                        "limits.connectionsPerAddress " + Bounds.PER_ADDRESS,
                        this::oneAddress),
                new Attack("handshakes of strangers", "half the processors", () -> handshakes(null)),
                new Attack("handshakes of a peer", "half the processors", () -> handshakes(peer)),
                new Attack("renegotiation", "refused", this::renegotiation),
                new Attack("slow readers", "timeouts.betweenBytes, exchange", this::slowReaders),
                new Attack(
                        "a service that never answers",
                        "limits.exchangesPerClient " + Bounds.PER_CLIENT,
                        this::neverAnswered));
    }

    // ---- heads that do not come

    private InetSocketAddress clientPort() {
        return bank.port("clientHttp");
    }

    private String head(String verb, String path, String client) {
        return verb + " /r1/" + service + path + " HTTP/1.1\r\nHost: gateway\r\nX-Road-Client: " + client + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private Outcome slowHeads() throws IOException, InterruptedException {
        return dribble(
                Assault.on(clientPort(), ONE, 250)
                        .saying(bytes(head("GET", "/headers", member)), bytes("X: y\r\n"), Duration.ofMillis(300)),
                BETWEEN_BYTES);
    }

    private Outcome slowHellos() throws IOException, InterruptedException {
        byte[] hello = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3};
        return dribble(
                Assault.on(ministry.port("peer"), ONE, 250).saying(hello, new byte[1], Duration.ofMillis(300)),
                Bounds.HANDSHAKE);
    }

    private Outcome slowPeers() throws IOException, InterruptedException {
        return dribble(
                Assault.on(ministry.port("peer"), ONE, 100)
                        .over(tls(peer))
                        .saying(bytes("POST / HTTP/1.1\r\n"), bytes("X: y\r\n"), Duration.ofMillis(300)),
                BETWEEN_BYTES.plus(Bounds.HANDSHAKE)); // many handshakes at once take their time, too
    }

    private Outcome slowAtSmallPorts() throws IOException, InterruptedException {
        byte[] opening = bytes("GET / HTTP/1.1\r\n");
        byte[] again = bytes("X: y\r\n");
        List<Crowd> crowds = new ArrayList<>();
        for (InetSocketAddress port : List.of(ministry.port("ocsp"), ministry.port("admin"), ministry.port("health"))) {
            crowds.add(new Crowd(Assault.on(port, ONE, 90).saying(opening, again, Duration.ofSeconds(2))).begin());
        }
        try {
            return closedInTime(crowds, Bounds.SMALL_PORTS);
        } finally {
            crowds.forEach(Crowd::close);
        }
    }

    private static Outcome dribble(Assault assault, Duration bound) throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(assault).begin()) {
            return closedInTime(List.of(crowd), bound);
        }
    }

    private static Outcome closedInTime(List<Crowd> crowds, Duration bound) throws IOException, InterruptedException {
        await(bound.plus(SLACK).plus(SLACK), () -> crowds.stream().allMatch(Crowd::over));
        int connected = crowds.stream().mapToInt(Crowd::connected).sum();
        int open = crowds.stream().mapToInt(Crowd::open).sum();
        long longest = crowds.stream().mapToLong(Crowd::longestMillis).max().orElse(0);
        return outcome(
                connected > 0 && open == 0 && longest <= bound.plus(SLACK).toMillis(),
                "%d closed, the last after %.1f s",
                connected - open,
                longest / 1e3);
    }

    /** A condition for an await. */
    @FunctionalInterface
    private interface Condition {
        boolean met() throws IOException, InterruptedException;
    }

    private static boolean await(Duration atMost, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.met()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        return true;
    }

    // ---- messages that are too much

    private Outcome headerFlood() throws InterruptedException {
        byte[] headers = bytes(("X-Flood: " + "y".repeat(1000) + "\r\n").repeat(16));
        try (Crowd crowd = new Crowd(Assault.on(clientPort(), ONE, 32)
                        .saying(bytes(head("GET", "/headers", member)), headers, Duration.ofMillis(5))
                        .renewing())
                .begin()) {
            Thread.sleep(time);
            long each = crowd.ended() == 0 ? Long.MAX_VALUE : crowd.sent() / crowd.ended();
            return outcome(
                    crowd.ended() > 0
                            && crowd.good() == 0
                            && each <= Bounds.HEADERS + MIB, // what the kernels hold, too
                    "%d refused, %d KiB taken of each",
                    crowd.ended(),
                    each / 1024);
        }
    }

    private Outcome endlessBodies() throws IOException, InterruptedException {
        byte[] chunk = bytes("10000\r\n" + "x".repeat(65_536) + "\r\n");
        try (Crowd crowd = new Crowd(Assault.on(clientPort(), ONE, 4)
                        .saying(
                                bytes(head("POST", "/echo", member) + "Transfer-Encoding: chunked\r\n\r\n"),
                                chunk,
                                Duration.ofMillis(5)))
                .begin()) {
            return endless(crowd, Bounds.MOST_MESSAGE + Bounds.DISCARD + 8 * MIB);
        }
    }

    private Outcome endlessPeers() throws IOException, InterruptedException {
        byte[] chunk = bytes("10000\r\n" + "x".repeat(65_536) + "\r\n");
        try (Crowd crowd = new Crowd(Assault.on(ministry.port("peer"), ONE, 4)
                        .over(tls(peer))
                        .saying(
                                bytes("POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: text/plain\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"),
                                chunk,
                                Duration.ofMillis(5)))
                .begin()) {
            return endless(crowd, Bounds.DISCARD + 8 * MIB);
        }
    }

    /** @param each bytes that may be taken of each, with what the kernel and the driver hold */
    private Outcome endless(Crowd crowd, long each) throws IOException, InterruptedException {
        long spooled = 0;
        long end = System.nanoTime() + Bounds.EXCHANGE.plus(SLACK).toNanos();
        while (System.nanoTime() < end && !crowd.over()) {
            spooled = Math.max(spooled, spooled());
            Thread.sleep(LOOK);
        }
        long taken = crowd.sent() / Math.max(1, crowd.connected());
        return outcome(
                crowd.over() && crowd.ended() > 0 && crowd.good() == 0 && taken <= each && spooled <= Bounds.SPOOL,
                "%d cut off, %.1f MiB taken of each, %.1f MiB spooled",
                crowd.ended(),
                taken / (double) MIB,
                spooled / (double) MIB);
    }

    private long spooled() throws IOException, InterruptedException {
        return (long) Math.max(bank.metric("spean_spool_bytes"), ministry.metric("spean_spool_bytes"));
    }

    private Outcome spoolExhaustion() throws IOException, InterruptedException {
        int size = 7 * MIB;
        byte[] most = new byte[size - 100];
        byte[] head = bytes(head("POST", "/echo", member) + "Content-Length: " + size + "\r\n\r\n");
        byte[] opening = new byte[head.length + most.length];
        System.arraycopy(head, 0, opening, 0, head.length);
        try (Crowd crowd = new Crowd(
                        Assault.on(clientPort(), ONE, 24).saying(opening, new byte[1], Duration.ofMillis(500)))
                .begin()) {
            long spooled = 0;
            long end = System.nanoTime() + time.plus(SLACK).toNanos();
            while (System.nanoTime() < end) {
                spooled = Math.max(spooled, spooled());
                Thread.sleep(LOOK);
            }
            return outcome(
                    spooled > 0 && spooled <= Bounds.SPOOL / 2 && crowd.answers() > 0 && crowd.good() == 0,
                    "%.1f MiB spooled, %d of %d refused",
                    spooled / (double) MIB,
                    crowd.answers(),
                    crowd.connected());
        }
    }

    private Outcome entities() throws InterruptedException {
        StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a").append(i).append(" \"");
            bomb.append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        String message = SoapMessages.request(subsystem, soapService, "bomb", "<x>&a29;</x>");
        bomb.append("]>").append(message.substring(message.indexOf("?>") + 2));
        return refusedSoap(bytes(bomb.toString()), "text/xml; charset=UTF-8", 8);
    }

    private Outcome depth() throws InterruptedException {
        int deep = 120_000;
        return refusedSoap(
                bytes(SoapMessages.request(subsystem, soapService, "deep", "<a>".repeat(deep) + "</a>".repeat(deep))),
                "text/xml; charset=UTF-8",
                4);
    }

    private Outcome refusedSoap(byte[] body, String type, int connections) throws InterruptedException {
        byte[] request = soap(body, type);
        try (Crowd crowd = new Crowd(
                        Assault.on(clientPort(), ONE, connections).saying(request, request, Duration.ofMillis(100)))
                .begin()) {
            Thread.sleep(time);
            return outcome(
                    crowd.answers() > 0 && crowd.good() == 0, "%d refused, %d passed", crowd.answers(), crowd.good());
        }
    }

    private static byte[] soap(byte[] body, String type) {
        byte[] head = bytes("POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length + "\r\n\r\n");
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** A body that says it is packed passes as it is, or not at all. */
    private Outcome zipBomb() throws IOException, InterruptedException {
        byte[] packed = new byte[64 * 1024];
        packed[0] = 0x1f;
        packed[1] = (byte) 0x8b;
        packed[2] = 8;
        byte[] head = bytes(head("POST", "/echo", member) + "Content-Encoding: gzip\r\nContent-Length: " + packed.length
                + "\r\n\r\n");
        byte[] request = new byte[head.length + packed.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(packed, 0, request, head.length, packed.length);
        try (Crowd crowd =
                new Crowd(Assault.on(clientPort(), ONE, 2).saying(request, request, Duration.ofMillis(200))).begin()) {
            long spooled = 0;
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                spooled = Math.max(spooled, spooled());
                Thread.sleep(LOOK);
            }
            return outcome(
                    crowd.good() > 0 && spooled <= MIB,
                    "%d passed as they were, %d KiB spooled",
                    crowd.good(),
                    spooled / 1024);
        }
    }

    private byte[] related(String attachments) {
        String boundary = "--bankBoundary5281";
        return bytes(boundary + "\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-ID: <root@bank>\r\n\r\n"
                + SoapMessages.request(subsystem, soapService, "parts", "<ns:personcode>1</ns:personcode>")
                + "\r\n" + attachments + boundary + "--\r\n");
    }

    private Outcome partCount() throws InterruptedException {
        return refusedSoap(related(PART.repeat(16 * Bounds.MOST_ATTACHMENTS)), SoapMessages.RELATED, 2);
    }

    /** As many bytes a second as {@link #partCount}, in messages that pass. */
    private Outcome allowedParts() throws InterruptedException {
        byte[] request = soap(related(PART.repeat(Bounds.MOST_ATTACHMENTS)), SoapMessages.RELATED);
        try (Crowd crowd = new Crowd(
                        Assault.on(clientPort(), ONE, 2).saying(request, request, Duration.ofMillis(100 / 16)))
                .begin()) {
            Thread.sleep(time);
            return outcome(
                    crowd.good() > 0 && crowd.good() == crowd.answers(),
                    "%d passed, %d refused",
                    crowd.good(),
                    crowd.answers() - crowd.good());
        }
    }

    private Outcome lookAlikes() throws IOException, InterruptedException {
        String part = "--bankBoundary5281\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\n";
        byte[] request =
                soap(related(part + "\r\n--bankBoundary528".repeat(6 * MIB / 19) + "\r\n"), SoapMessages.RELATED);
        try (Crowd crowd =
                new Crowd(Assault.on(clientPort(), ONE, 1).saying(request, NOTHING, Duration.ZERO)).begin()) {
            long from = System.nanoTime();
            boolean answered = await(Bounds.EXCHANGE, () -> crowd.answers() > 0);
            double seconds = (System.nanoTime() - from) / 1e9;
            return outcome(answered, "6 MiB of them read in %.1f s", seconds);
        }
    }

    // ---- connections

    private Outcome oneAddress() throws IOException, InterruptedException {
        double before = bank.metric("spean_connections_refused_address_total");
        try (Crowd _ = new Crowd(
                        Assault.on(clientPort(), ONE, Bounds.PER_ADDRESS + 200).renewing())
                .begin()) {
            double most = 0;
            double refused = 0;
            long begun = System.nanoTime();
            // For as long as attacks last, or until a busy machine has let the attackers open what is too many.
            while (System.nanoTime() - begun < time.toNanos()
                    || (refused == 0 && System.nanoTime() - begun < Bounds.IDLE.toNanos())) {
                Thread.sleep(LOOK);
                most = Math.max(most, bank.metric("spean_connections"));
                refused = bank.metric("spean_connections_refused_address_total") - before;
            }
            return outcome(
                    refused > 0 && most <= Bounds.PER_ADDRESS + 100,
                    "%.0f refused and counted, at most %.0f open, those of others included",
                    refused,
                    most);
        }
    }

    private Outcome handshakes(@Nullable Issued who) throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(Assault.on(ministry.port("peer"), ONE, 32)
                        .over(tls(who))
                        .renewing())
                .begin()) {
            long from = System.nanoTime();
            Duration before = ministry.cpu(HANDSHAKES);
            Thread.sleep(time);
            double seconds = (System.nanoTime() - from) / 1e9;
            double processors = ministry.cpu(HANDSHAKES).minus(before).toNanos() / 1e9 / seconds;
            return outcome(
                    crowd.connected() > 0 && processors <= Math.max(1, CORES / 2) + 0.1,
                    "%.0f connections/s, %d handshakes, %.2f processors",
                    crowd.connected() / seconds,
                    crowd.handshakes(),
                    processors);
        }
    }

    private Outcome renegotiation() throws IOException, InterruptedException {
        int agreed = 0;
        int tried = 0;
        TlsOffer gcm = new TlsOffer(List.of("TLSv1.2"), List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
        for (TlsOffer offer : List.of(TlsOffer.STOCK, gcm)) { // one for each engine of the gateway
            for (int i = 0; i < 5; i++) {
                try (ScriptedClient client =
                        ScriptedClient.connect(ministry.port("peer"), peer, offer, Bounds.EXCHANGE)) {
                    tried++;
                    agreed += client.renegotiates(Duration.ofMillis(500)) ? 1 : 0;
                }
            }
        }
        return outcome(agreed == 0, "%d of %d agreed to", agreed, tried);
    }

    private Outcome slowReaders() throws IOException, InterruptedException {
        byte[] request = bytes(head("GET", "/bytes/" + 4 * MIB, member) + "\r\n");
        try (Crowd _ = new Crowd(Assault.on(clientPort(), ONE, 12)
                        .saying(request, NOTHING, Duration.ZERO)
                        .deaf()
                        .pace(Bounds.LINE_BYTES / (4 * MIB))) // answers share the line, too
                .begin()) {
            long spooled = 0;
            boolean closed = false;
            long end = System.nanoTime() + Bounds.EXCHANGE.plus(SLACK).toNanos();
            while (System.nanoTime() < end && !closed) {
                Thread.sleep(LOOK);
                long now = spooled();
                spooled = Math.max(spooled, now);
                closed = spooled > 0 && now == 0 && bank.metric("spean_exchanges_inflight") < Bounds.PER_CLIENT / 4;
            }
            return outcome(
                    closed && spooled <= Bounds.SPOOL,
                    "%s, %.1f MiB spooled at most",
                    closed ? "all cut off" : "some are still waited for",
                    spooled / (double) MIB);
        }
    }

    private Outcome neverAnswered() throws IOException, InterruptedException {
        byte[] request = bytes(head("GET", "/slow/60000", member) + "\r\n");
        try (Crowd crowd =
                new Crowd(Assault.on(clientPort(), ONE, 200).saying(request, NOTHING, Duration.ZERO)).begin()) {
            double most = 0;
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                Thread.sleep(LOOK);
                most = Math.max(most, bank.metric("spean_exchanges_inflight"));
                most = Math.max(most, ministry.metric("spean_exchanges_inflight"));
            }
            return outcome(
                    most >= Bounds.PER_CLIENT && most <= Bounds.PER_CLIENT + 16 && crowd.answers() > 0,
                    "%.0f exchanges in flight at most, %d refused",
                    most,
                    crowd.answers());
        }
    }

    private Outcome idle() throws IOException, InterruptedException {
        int wanted = 10_000;
        List<String> addresses = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            addresses.add("127.66.1." + i);
        }
        long before = bank.resident();
        try (Crowd crowd = new Crowd(Assault.on(clientPort(), ONE, wanted).from(addresses)).begin()) {
            // The kernel says that it has connected before the gateway has accepted.
            await(Bounds.IDLE, () -> crowd.connected() >= wanted && bank.metric("spean_connections") >= wanted);
            double open = bank.metric("spean_connections");
            Thread.sleep(time);
            double each = (bank.resident() - before) / Math.max(1.0, open) / 1024;
            return outcome(
                    open >= wanted && each <= Bounds.IDLE_KIB,
                    "%.0f open, %.1f KiB resident memory each",
                    open,
                    Math.max(0, each));
        }
    }

    private static SslContext tls(@Nullable Issued who) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE) // whom it attacks it has started itself
                    .endpointIdentificationAlgorithm(null);
            if (who != null) {
                builder.keyManager(who.key(), who.chain().toArray(X509Certificate[]::new));
            }
            return builder.build();
        } catch (IOException e) {
            throw new IllegalStateException("TLS", e);
        }
    }
}
