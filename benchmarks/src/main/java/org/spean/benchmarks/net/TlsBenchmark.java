package org.spean.benchmarks.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
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
 * on the same thread, with Netty's handler around each, so a figure is the cost of both sides together.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TlsBenchmark {
    private static final int RECORD = 16 << 10;

    /** Who speaks TLS. */
    @SuppressWarnings("ImmutableEnumChecker") // providers that nobody changes
    public enum Binding {
        TCNATIVE(SslProvider.OPENSSL_REFCNT, null),
        CONSCRYPT(SslProvider.JDK, Conscrypt.newProvider()),
        JDK(SslProvider.JDK, null);

        private final SslProvider provider;

        @SuppressWarnings("ImmutableEnumChecker") // nobody changes a provider
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

    private final byte[] content = new byte[RECORD];
    private final CountingTrust trust = new CountingTrust();
    private SslContext server;
    private SslContext client;
    private EmbeddedChannel[] open;
    private int judged;

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
        close(connected(client.newHandler(ByteBufAllocator.DEFAULT, "peer", 1)));
        open = connected(client.newHandler(ByteBufAllocator.DEFAULT));
        judged = trust.checks;
    }

    private SslContext built(SslContextBuilder builder) throws SSLException {
        SslContext context = builder.sslProvider(binding.provider)
                .sslContextProvider(binding.jca)
                .protocols(protocol)
                // Conscrypt finds no certificate for TLS 1.3 where no suite of TLS 1.2 tells the kind of key.
                .ciphers(List.of("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .trustManager(trust)
                .endpointIdentificationAlgorithm(null)
                .sessionCacheSize(1000)
                .sessionTimeout(3600)
                .build();
        context.sessionContext().setSessionTimeout(3600);
        return context;
    }

    private static X509Certificate[] chain(Issued issued, CertificateAuthority root) {
        List<X509Certificate> chain = new ArrayList<>(issued.chain());
        chain.add(root.certificate());
        return chain.toArray(X509Certificate[]::new);
    }

    /** Both sides of a full mutual handshake. */
    @Benchmark
    public void fullHandshake() throws SSLException {
        close(connected(client.newHandler(ByteBufAllocator.DEFAULT)));
    }

    /** Both sides of a resumed one; fails where a binding does not resume. */
    @Benchmark
    public void resumedHandshake() throws SSLException {
        close(connected(client.newHandler(ByteBufAllocator.DEFAULT, "peer", 1)));
        if (trust.checks != judged) {
            throw new SSLException(binding + " has not resumed " + protocol);
        }
    }

    /** 16 KiB sealed and opened. */
    @Benchmark
    public int record() {
        open[0].writeOutbound(open[0].alloc().directBuffer(RECORD).writeBytes(content));
        pass(open[0], open[1]);
        int length = 0;
        for (ByteBuf read = open[1].readInbound(); read != null; read = open[1].readInbound()) {
            length += read.readableBytes();
            read.release();
        }
        return length;
    }

    /** Shakes hands, and sends a first byte to the client, with which BoringSSL sends its tickets. */
    private EmbeddedChannel[] connected(SslHandler from) throws SSLException {
        SslHandler to = server.newHandler(ByteBufAllocator.DEFAULT);
        EmbeddedChannel accepting = new EmbeddedChannel(to);
        EmbeddedChannel connecting = new EmbeddedChannel(from);
        boolean talked = true;
        while (talked) {
            talked = pass(connecting, accepting);
            talked |= pass(accepting, connecting);
        }
        if (!from.handshakeFuture().isSuccess() || !to.handshakeFuture().isSuccess()) {
            throw new SSLException(
                    binding + " " + protocol, from.handshakeFuture().cause());
        }
        accepting.writeOutbound(accepting.alloc().directBuffer(1).writeZero(1));
        pass(accepting, connecting);
        connecting.releaseInbound();
        return new EmbeddedChannel[] {connecting, accepting};
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean passed = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            passed = true;
        }
        return passed;
    }

    private static void close(EmbeddedChannel[] channels) {
        for (EmbeddedChannel channel : channels) {
            channel.finishAndReleaseAll();
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
