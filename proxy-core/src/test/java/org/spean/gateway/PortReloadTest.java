package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;

/** Ports that move, and the key of the HTTPS port, while the gateway runs. */
class PortReloadTest {

    private final CertificateAuthority authority =
            CertificateAuthority.root("Internal CA", KeyKind.EC_P256, InstantSource.system());

    private static void reload(Pair pair, GatewayFile file) throws Exception {
        file.write(pair.server("ss-bank").configuration());
        pair.bank.reload();
        assertThat(pair.bank.refusal()).isNull();
    }

    private static String request() {
        return "GET /r1/" + Pair.SERVICE + "/persons/100000042 HTTP/1.1\r\nHost: bank\r\nX-Road-Client: " + Pair.BANK
                + "\r\n\r\n";
    }

    /** One exchange on a connection that stays open; returns the head of the answer. */
    private static String exchange(Socket socket) throws Exception {
        socket.setSoTimeout((int) Pair.PATIENCE.toMillis());
        socket.getOutputStream().write(request().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            assertThat(octet).as("in " + head).isNotNegative();
            head.append((char) octet);
        }
        String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length: ") + "content-length: ".length();
        socket.getInputStream().readNBytes(Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at))));
        assertThat(lower).startsWith("http/1.1 200");
        return lower;
    }

    @Test
    void portsMove(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            pair.assertWorks();
            InetAddress address = InetAddress.getByName(pair.address(2));
            try (Socket kept = new Socket(address, 8080)) {
                assertThat(exchange(kept)).doesNotContain("connection: close");
                for (String moved : List.of(pair.address(2) + ":18080", "0.0.0.0:18080", pair.address(2) + ":18080")) {
                    reload(pair, pair.bankFile.set("listen.clientHttp", moved));
                    assertThat(java.util.Objects.requireNonNull(pair.bank.address("clientHttp"))
                                    .getPort())
                            .isEqualTo(18080);
                    try (Socket fresh = new Socket(address, 18080)) {
                        assertThat(exchange(fresh)).doesNotContain("connection: close");
                    }
                    assertThatThrownBy(() -> new Socket(address, 8080).close()).isInstanceOf(ConnectException.class);
                }
                assertThat(exchange(kept)).as("its last").contains("connection: close");
                assertThat(kept.getInputStream().read()).isEqualTo(-1);
            }
            // the ports for peers, under an exchange each
            pair.ministryFile
                    .set("listen.peer", pair.address(3) + ":15500")
                    .set("listen.ocsp", pair.address(3) + ":15577")
                    .write(pair.server("ss-moi").configuration());
            pair.ministry.reload();
            assertThat(pair.ministry.refusal()).isNull();
            reload(
                    pair,
                    pair.bankFile
                            .set("peers.port", 15500)
                            .set("peers.ocspPort", 15577)
                            .set("listen.clientHttp", pair.address(2) + ":8080"));
            pair.assertWorks();
            assertThatThrownBy(() -> new Socket(pair.address(3), 5500).close()).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> new Socket(pair.address(3), 5577).close()).isInstanceOf(ConnectException.class);
            pair.assertNothingHeld();
        }
    }

    @Test
    void theHttpsPortAppearsShowsANewKeyAndOtherVersionsAndGoes(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            Path own = pair.server("ss-bank").folder();
            X509Certificate first = writeKey(own);
            reload(
                    pair,
                    pair.bankFile
                            .set("keys.clientTls", GatewayFile.mapOf("file", "tls.p12", "passwordFile", "tls.pin"))
                            .set("listen.clientHttps", pair.address(2) + ":8443"));
            try (SSLSocket kept = connect(pair)) {
                assertThat(exchange(kept)).doesNotContain("connection: close");
                assertThat(kept.getSession().getPeerCertificates()[0]).isEqualTo(first);
                assertThat(kept.getSession().getProtocol()).isEqualTo("TLSv1.3");

                X509Certificate second = writeKey(own); // the YAML stays the same
                pair.bank.reload();
                assertThat(pair.bank.refusal()).isNull();
                try (SSLSocket fresh = connect(pair)) {
                    assertThat(exchange(fresh)).doesNotContain("connection: close");
                    assertThat(fresh.getSession().getPeerCertificates()[0]).isEqualTo(second);
                }
                assertThat(exchange(kept)).as("its last").contains("connection: close");

                Files.writeString(own.resolve("tls.p12"), "garbage");
                pair.bank.reload();
                assertThat(pair.bank.refusal()).contains("keys.clientTls");
                try (SSLSocket fresh = connect(pair)) {
                    assertThat(exchange(fresh)).isNotEmpty();
                    assertThat(fresh.getSession().getPeerCertificates()[0]).isEqualTo(second);
                }
            }
            writeKey(own);
            reload(
                    pair,
                    pair.bankFile.set(
                            "listen.clientTls",
                            GatewayFile.mapOf(
                                    "protocols",
                                    List.of("TLSv1.2"),
                                    "cipherSuites",
                                    List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))));
            try (SSLSocket fresh = connect(pair)) {
                assertThat(exchange(fresh)).isNotEmpty();
                assertThat(fresh.getSession().getProtocol()).isEqualTo("TLSv1.2");
                assertThat(fresh.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            }
            reload(pair, pair.bankFile.set("listen.clientHttps", "off"));
            assertThatThrownBy(() -> new Socket(pair.address(2), 8443).close()).isInstanceOf(ConnectException.class);
            pair.assertNothingHeld();
        }
    }

    @Test
    void theLimitOfConnectionsIsThatOfNow(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            reload(pair, pair.bankFile.set("limits.connections", 1));
            InetAddress address = InetAddress.getByName(pair.address(2));
            try (Socket one = new Socket(address, 8080)) {
                assertThat(exchange(one)).doesNotContain("connection: close");
                try (Socket two = new Socket(address, 8080)) {
                    assertThat(two.getInputStream().read()).isEqualTo(-1);
                }
                reload(pair, pair.bankFile.set("limits.connections", 100));
                try (Socket two = new Socket(address, 8080)) {
                    assertThat(exchange(two)).doesNotContain("connection: close");
                }
            }
            await().atMost(Pair.PATIENCE).untilAsserted(pair::assertNothingHeld);
        }
    }

    private X509Certificate writeKey(Path own) throws Exception {
        var issued = authority.tls("gateway.test", "127.0.0.1", KeyKind.EC_P256);
        issued.writePkcs12(own.resolve("tls.p12"), "tls", "testbed-tls");
        Files.writeString(own.resolve("tls.pin"), "testbed-tls\n");
        return issued.chain().getFirst();
    }

    private static SSLSocket connect(Pair pair) throws Exception {
        return (SSLSocket) Anyone.context().getSocketFactory().createSocket(pair.address(2), 8443);
    }
}
