package org.spean.benchmarks.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/**
 * The bindings of TLS that a gateway could use between security servers: mutual handshakes, full and resumed, with
 * RSA-2048 and chains of leaf, intermediate and root, and records of 16 KiB. Client and server are of the same binding and
 * on the same thread, so a figure is the cost of both sides together.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TlsBenchmark {
    private static final int RECORD = 16 << 10;
    private static final int ROOM = 64 << 10;
    private static final int MOST_STEPS = 1000;

    /** Who speaks TLS. */
    public enum Binding {
        TCNATIVE(SslProvider.OPENSSL_REFCNT, null),
        CONSCRYPT(SslProvider.JDK, Conscrypt.newProvider()),
        JDK(SslProvider.JDK, null);

        private final SslProvider provider;
        private final @Nullable Provider jca;

        Binding(SslProvider provider, @Nullable Provider jca) {
            this.provider = provider;
            this.jca = jca;
        }
    }

    /** Who speaks it. */
    @Param({"TCNATIVE", "CONSCRYPT", "JDK"})
    public Binding binding;

    /** Which version. */
    @Param({"TLSv1.2", "TLSv1.3"})
    public String protocol;

    private final ByteBuffer toServer = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer toClient = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer received = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer nothing = ByteBuffer.allocateDirect(0);
    private final ByteBuffer content = ByteBuffer.allocateDirect(RECORD);
    private final CountingTrust trust = new CountingTrust();
    private SslContext server;
    private SslContext client;
    private SSLEngine sender;
    private SSLEngine receiver;

    /** Makes keys and contexts, a session to resume and a connection for records. */
    @Setup
    public void prepare() throws SSLException {
        CertificateAuthority root = CertificateAuthority.root("Root", KeyKind.RSA_2048, InstantSource.system());
        CertificateAuthority between = root.intermediate("Intermediate", KeyKind.RSA_2048);
        Issued left = between.tls("left.test", "127.0.0.2", KeyKind.RSA_2048);
        Issued right = between.tls("right.test", "127.0.0.3", KeyKind.RSA_2048);
        server = built(
                SslContextBuilder.forServer(right.key(), chain(right, root)).clientAuth(ClientAuth.REQUIRE));
        client = built(SslContextBuilder.forClient().keyManager(left.key(), chain(left, root)));
        if (server.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setTicketKeys(new OpenSslSessionTicketKey(new byte[16], new byte[16], new byte[16]));
        }
        fullHandshake();
        mustBe(2, "a full handshake");
        connect(client.newEngine(ByteBufAllocator.DEFAULT, "peer", 1), true);
        trust.checks = 0;
        resumedHandshake();
        mustBe(0, "a resumed handshake");
        sender = client.newEngine(ByteBufAllocator.DEFAULT);
        receiver = connect(sender, false);
    }

    private void mustBe(int checks, String what) {
        if (trust.checks != checks) {
            throw new IllegalStateException(
                    binding + " " + protocol + ": " + what + " looked at " + trust.checks + " chains");
        }
    }

    private SslContext built(SslContextBuilder builder) throws SSLException {
        boolean modern = protocol.equals("TLSv1.3");
        return builder.sslProvider(binding.provider)
                .sslContextProvider(binding.jca)
                .protocols(protocol)
                .ciphers(List.of(modern ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .trustManager(trust)
                .endpointIdentificationAlgorithm(null)
                .sessionCacheSize(1000)
                .build();
    }

    private static X509Certificate[] chain(Issued issued, CertificateAuthority root) {
        List<X509Certificate> chain = new ArrayList<>(issued.chain());
        chain.add(root.certificate());
        return chain.toArray(X509Certificate[]::new);
    }

    /** Both sides of a full mutual handshake. */
    @Benchmark
    public void fullHandshake() throws SSLException {
        connect(client.newEngine(ByteBufAllocator.DEFAULT), true);
    }

    /** Both sides of a resumed one. */
    @Benchmark
    public void resumedHandshake() throws SSLException {
        connect(client.newEngine(ByteBufAllocator.DEFAULT, "peer", 1), true);
    }

    /** 16 KiB sealed and opened. */
    @Benchmark
    public int record() throws SSLException {
        content.clear();
        toServer.clear();
        while (content.hasRemaining()) {
            sender.wrap(content, toServer);
        }
        toServer.flip();
        received.clear();
        while (toServer.hasRemaining()) {
            receiver.unwrap(toServer, received);
        }
        toServer.clear();
        return received.position();
    }

    /** Shakes hands until nobody has anything to say, session tickets included. */
    private SSLEngine connect(SSLEngine from, boolean end) throws SSLException {
        SSLEngine to = server.newEngine(ByteBufAllocator.DEFAULT);
        toServer.clear();
        toClient.clear();
        from.beginHandshake();
        to.beginHandshake();
        for (int step = 0; talking(from) || talking(to) || toServer.position() + toClient.position() > 0; step++) {
            if (step > MOST_STEPS) {
                throw new SSLException(binding + ": " + from.getHandshakeStatus() + ", " + to.getHandshakeStatus());
            }
            move(from, toServer, toClient);
            move(to, toClient, toServer);
        }
        if (end) {
            ReferenceCountUtil.release(from);
            ReferenceCountUtil.release(to);
        }
        return to;
    }

    private static boolean talking(SSLEngine engine) {
        return engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    private void move(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(nothing, out);
            default -> {
                in.flip();
                received.clear();
                boolean finished = in.hasRemaining()
                        && engine.unwrap(in, received).getHandshakeStatus() == SSLEngineResult.HandshakeStatus.FINISHED;
                in.compact();
                if (finished) {
                    engine.wrap(nothing, out); // BoringSSL has its last flight ready, but does not say so
                }
            }
        }
    }

    /** Takes anybody, and counts: a gateway has judged the chains it meets before, and a resumed session shows none. */
    private static final class CountingTrust extends X509ExtendedTrustManager {
        private int checks;

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            checks++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            checks++;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            checks++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            checks++;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            checks++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            checks++;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
