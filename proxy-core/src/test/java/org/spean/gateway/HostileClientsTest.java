package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.peer.ScriptedClient;
import org.spean.testbed.peer.TlsOffer;
import org.spean.testbed.service.SoapMessages;

/** Some attacks of {@code perf/hostile}, small enough for every build. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClientsTest {
    private static final String SOAP = Pair.PROVIDER + "/personDetails/v1";
    private static final int SHARE = 4;
    private static final int CONNECTIONS = 12;
    /** The bank's; the ministry has the default, 256. */
    private static final int ATTACHMENTS = 300;

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ministry((file, made) -> file.add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                SOAP,
                                "protocol",
                                "SOAP",
                                "url",
                                made.register.url() + "/soap",
                                "allow",
                                List.of(Pair.BANK))))
                .bank((file, made) -> file.set("limits.exchangesPerClient", SHARE)
                        .set("limits.connectionsPerAddress", CONNECTIONS)
                        .set("limits.attachments", ATTACHMENTS))
                .start();
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private static byte[] related(String attachments) {
        byte[] body = ("--bankBoundary5281\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-ID: <root@bank>\r\n\r\n"
                        + SoapMessages.request(Pair.BANK, SOAP, "parts", "<ns:personcode>100000042</ns:personcode>")
                        + "\r\n" + attachments + "--bankBoundary5281--\r\n")
                .getBytes(ISO_8859_1);
        return soap(body, SoapMessages.RELATED);
    }

    private static byte[] soap(byte[] body, String type) {
        byte[] head = ("POST / HTTP/1.1\r\nHost: g\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private String answer(byte[] request) throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            return client.write(request).read().text();
        }
    }

    /** What begins as a delimiter, all of one with something behind it, and line ends alone. */
    @ParameterizedTest
    @ValueSource(strings = {"\r\n--bankBoundary528", "\r\n--bankBoundary5281x", "\r", "\r\n--"})
    void whatLooksLikeABoundaryPasses(String lookAlike) throws Exception {
        String attachment = "--bankBoundary5281\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\n"
                + lookAlike.repeat(60_000 / lookAlike.length()) + "\r\n";

        assertThat(answer(related(attachment)))
                .contains("personDetailsResponse")
                .doesNotContain("faultcode");
    }

    /** By our own gateway, and by the peer's if ours allows more. */
    @ParameterizedTest
    @CsvSource({
        "256, personDetailsResponse",
        "257, Server.ServerProxy.InvalidMessage",
        "300, Server.ServerProxy.InvalidMessage",
        "301, Client.InvalidMessage",
        "4097, Client.InvalidMessage"
    })
    void moreAttachmentsThanAreAllowedAreRefused(int number, String answer) throws Exception {
        String part = "--bankBoundary5281\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\nx\r\n";

        assertThat(answer(related(part.repeat(number)))).contains(answer);
    }

    @Test
    void entitiesAreNotRead() throws Exception {
        StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        String message = SoapMessages.request(Pair.BANK, SOAP, "bomb", "<x>&a29;</x>");
        bomb.append("]>").append(message.substring(message.indexOf("?>") + 2));

        assertThat(answer(soap(bomb.toString().getBytes(ISO_8859_1), "text/xml; charset=UTF-8")))
                .contains("faultcode");
    }

    @Test
    void whoeverWaitsForAServiceLeavesRoomForOthers() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < SHARE; i++) {
                waiting.add(RawClient.to(pair).write(RawClient.head("GET", "/slow/3000") + "\r\n"));
            }
            await().atMost(Pair.PATIENCE).until(() -> pair.bank.inFlight() == SHARE);
            try (RawClient one = RawClient.to(pair)) {
                RawClient.Answer refused =
                        one.write(RawClient.head("GET", "/headers") + "\r\n").read();
                assertThat(refused.status()).isEqualTo(500);
                assertThat(refused.text()).contains("limit of " + SHARE + " exchanges");
            }
            for (RawClient client : waiting) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        } finally {
            for (RawClient client : waiting) {
                client.close();
            }
        }
        pair.assertWorks();
    }

    @Test
    void oneAddressHasItsShareOfTheConnections() throws Exception {
        List<RawClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(RawClient.to(pair));
            }
            await().atMost(Pair.PATIENCE).ignoreExceptions().until(() -> {
                RawClient one = RawClient.to(pair);
                open.add(one);
                return one.closedByGateway();
            });
        } finally {
            for (RawClient client : open) {
                client.close();
            }
        }
        await().atMost(Pair.PATIENCE).ignoreExceptions().untilAsserted(pair::assertWorks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"})
    void nobodyMakesUsShakeHandsAgainOnAConnection(String suite) throws Exception {
        try (ScriptedClient peer = ScriptedClient.connect(
                new InetSocketAddress(pair.address(3), 5500),
                pair.server("ss-bank").authentication(),
                new TlsOffer(List.of("TLSv1.2"), List.of(suite)),
                Pair.PATIENCE)) {
            assertThat(peer.renegotiates(Duration.ofMillis(500))).isFalse();
        }
    }
}
