package org.spean.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spean.config.TlsConfig;
import org.spean.crypto.key.KeyEntry;
import org.spean.net.CentralTls;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspBehaviour;

/** Responders with https URLs: which authorities vouch for them, and by which versions, is configured. */
class ResponderTlsTest {
    private static final TlsConfig USUAL = new TlsConfig(List.of("TLSv1.2", "TLSv1.3"), List.of());

    private final TrustWorld world = new TrustWorld();
    private final KeyEntry signing = world.signing(world.top);
    private final CertificateAuthority web = CertificateAuthority.root("Web CA", KeyKind.EC_P256, world.clock);
    private final Issued own = web.tls("localhost", "127.0.0.1", KeyKind.EC_P256);
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", own.key(), new char[0], own.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(TrustWorld.anyPort(), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] answer = world.topAnswers.about(signing.certificate(), OcspBehaviour.NORMAL, world.clock.instant());
            exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        world.close();
    }

    private void ask(List<X509Certificate> trust, TlsConfig offer) {
        SslContext tls = CentralTls.context(trust, offer);
        OcspSettings settings = new OcspSettings(5577, Duration.ofSeconds(5), OcspSettings.DEFAULT_INTERVAL, null, tls);
        OcspQuestions questions = new OcspQuestions(world.loops.group(), () -> settings);
        URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
        try {
            assertThat(questions
                            .post(uri, signing.certificate(), world.top.certificate())
                            .block(TrustWorld.PATIENCE))
                    .isNotNull();
        } finally {
            questions.close().block(TrustWorld.PATIENCE);
        }
    }

    @Test
    void aListedAuthorityOrCertificateIsTrustedAndNoOther() {
        ask(List.of(web.certificate()), USUAL);
        ask(List.of(own.certificate()), USUAL);
        for (List<X509Certificate> others : List.of(List.<X509Certificate>of(), List.of(world.top.certificate()))) {
            assertThatThrownBy(() -> ask(others, USUAL)).hasCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void versionsAndSuitesAreThoseConfigured() {
        ask(List.of(web.certificate()), new TlsConfig(List.of("TLSv1.3"), List.of("TLS_AES_256_GCM_SHA384")));
        assertThatThrownBy(() -> ask(
                        List.of(web.certificate()),
                        new TlsConfig(List.of("TLSv1.2"), List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))))
                .as("the responder's key is an EC key")
                .hasCauseInstanceOf(SSLException.class);
    }
}
