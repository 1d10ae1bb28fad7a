package org.spean.testbed.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

class ScriptedPeerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final byte[] CHUNKED =
            bytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    private static Issued identity;

    @TempDir
    Path folder;

    @BeforeAll
    static void issue() {
        identity = CertificateAuthority.root("Test CA", KeyKind.EC_P256, InstantSource.system())
                .tls("peer.test", "127.0.0.1", KeyKind.RSA_2048);
    }

    @Test
    void speaksTlsAsAnUnmodifiedServerDoes() throws Exception {
        byte[] answer = bytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end");
        try (ScriptedServer server = ScriptedServer.start(ANY, identity, TlsOffer.STOCK, Script.closingAfter(answer));
                ScriptedClient client = connect(server, TlsOffer.MODERN)) {
            assertThat(client.exchange(CHUNKED)).isEqualTo(answer);
            assertThat(client.cipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");
            assertThat(client.protocol()).isEqualTo("TLSv1.2");
            assertThat(client.peer()).containsExactly(identity.certificate());
            assertThat(server.requests()).containsExactly(CHUNKED);
        }
    }

    @Test
    void keepsAConnectionForSeveralRequests() throws Exception {
        byte[] answer = bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        try (ScriptedServer server = ScriptedServer.start(ANY, identity, TlsOffer.MODERN, Script.keepingAfter(answer));
                ScriptedClient client = connect(server, TlsOffer.MODERN)) {
            assertThat(client.protocol()).isEqualTo("TLSv1.3");
            assertThat(client.exchange(CHUNKED)).isEqualTo(answer);
            assertThat(client.exchange(CHUNKED)).isEqualTo(answer);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatItDoesNotOffer() throws Exception {
        TlsOffer other = new TlsOffer(List.of("TLSv1.2"), List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        try (ScriptedServer server =
                ScriptedServer.start(ANY, identity, TlsOffer.STOCK, Script.closingAfter(new byte[0]))) {
            assertThatThrownBy(() -> connect(server, other)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsAnIdentityFromAFile() throws Exception {
        Issued read = Issued.readPkcs12(identity.writePkcs12(folder.resolve("peer.p12"), "peer", "pin"), "pin");
        assertThat(read.chain()).isEqualTo(identity.chain());
        assertThat(read.key()).isEqualTo(identity.key());
    }

    private static ScriptedClient connect(ScriptedServer server, TlsOffer offer) throws IOException {
        return ScriptedClient.connect(server.address(), identity, offer, Duration.ofSeconds(10));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
