package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.globalconf.ConfMember;
import org.spean.testbed.service.SoapMessages;
import org.spean.view.Views;

/** What the message log keeps of messages, as it is told of all and of some subsystems; whatever it is, it proves them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptMessagesTest {

    private static final String SOAP = Pair.PROVIDER + "/personDetails/v1";
    private static final String SHOP = "CAMBODIA/COM/CAMDX-000201/SHOP";
    private static final String DESK = "CAMBODIA/COM/CAMDX-000201/DESK";

    @TempDir
    static Path folder;

    private Pair pair;

    /**
     * At the bank all of BANK's is kept, of SHOP's all but attachments, of DESK's nothing. The ministry keeps heads of the
     * bank's subsystems, by rules for peers, of its own nothing.
     */
    @BeforeAll
    void start() throws Exception {
        List<String> callers = List.of(Pair.BANK, SHOP, DESK);
        pair = Pair.in(folder)
                .bank((file, made) -> register(file, made)
                        .client(SHOP)
                        .client(DESK)
                        .set("messageLog.maxBody", "64KiB")
                        .set("messageLog.keep", "full")
                        .set("messageLog.attachments", true)
                        .set(
                                "messageLog.subsystems",
                                List.of(
                                        rule(Pair.PROVIDER, "headers"),
                                        rule(Pair.BANK, "full"),
                                        GatewayFile.mapOf("id", SHOP, "keep", "full", "attachments", false),
                                        rule(DESK, "metadata"))))
                .ministry((file, made) -> file.service(Pair.PROVIDER + "/people", made.register.url(), callers)
                        .add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        SOAP,
                                        "protocol",
                                        "SOAP",
                                        "url",
                                        made.register.url() + "/soap",
                                        "allow",
                                        callers))
                        .set("messageLog.subsystems", List.of(rule(Pair.BANK, "headers"))))
                .start();
    }

    private static GatewayFile register(GatewayFile file, Pair made) {
        List<String> subsystems = List.of("BANK", "SHOP", "DESK");
        try {
            made.ecosystem.publish(content -> content.withMembers(content.members().stream()
                            .map(member -> member.memberClass().equals("COM")
                                    ? new ConfMember("COM", member.memberCode(), member.name(), subsystems)
                                    : member)
                            .toList())
                    .withServer(
                            "ss-bank",
                            server -> server.withClients(subsystems.stream()
                                    .map(code -> "COM/CAMDX-000201/" + code)
                                    .toList())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static Object rule(String id, String keep) {
        return GatewayFile.mapOf("id", id, "keep", keep);
    }

    @AfterAll
    void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
    }

    private String rest(String client, String id, String body) throws Exception {
        return pair.send(HttpRequest.newBuilder(URI.create(pair.serviceUrl("people", "/echo?secret=1")))
                        .header("X-Road-Client", client)
                        .header("X-Road-Id", id)
                        .header("Authorization", "Bearer token")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .body();
    }

    private String soap(String client, String id, String... attachments) throws Exception {
        StringBuilder body = new StringBuilder("--b\r\nContent-Type: text/xml\r\n\r\n");
        body.append(SoapMessages.request(client, SOAP, id, "<ns:personcode>100000042</ns:personcode>"));
        for (String attachment : attachments) {
            body.append("\r\n--b\r\nContent-Type: text/plain\r\n\r\n").append(attachment);
        }
        return pair.send(
                        HttpRequest.newBuilder(URI.create(pair.server("ss-bank").clientUrl() + "/"))
                                .header("Content-Type", "multipart/related; boundary=b")
                                .POST(BodyPublishers.ofString(
                                        body.append("\r\n--b--\r\n").toString()))
                                .build())
                .body();
    }

    /** Records of an exchange at one side, request and response; all prove their messages. */
    private List<Evidence> records(String server, String queryId) throws Exception {
        pair.assertNothingHeld();
        Path file = pair.server(server).configuration();
        try (Views views = Views.open(file, InstantSource.system());
                EvidenceReader log = EvidenceHomes.read(views.current().config());
                SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            EvidenceVerifier evidence =
                    new EvidenceVerifier(verifier, views.current().anchors());
            List<Evidence> found = new ArrayList<>();
            for (long id : log.sample(1000, new Random(1))) {
                Evidence record = Objects.requireNonNull(log.read(id));
                if (record.queryId().equals(queryId)) {
                    assertThat(evidence.refuse(record)).isNull();
                    found.add(record);
                }
            }
            assertThat(found).hasSize(2);
            assertThat(found.getFirst().response()).isFalse();
            return found;
        }
    }

    private static List<String> attachments(Evidence record) {
        return record.attachments().stream().map(a -> new String(a, UTF_8)).toList();
    }

    private static String message(Evidence record) {
        return new String(record.octets(), UTF_8);
    }

    @Test
    void fullKeepsTheBodyOfRest() throws Exception {
        assertThat(rest(Pair.BANK, "k-full", "asked")).isEqualTo("asked");

        for (Evidence record : records("ss-bank", "k-full")) {
            assertThat(record.wholeMessage()).isTrue();
            assertThat(attachments(record)).containsExactly("asked");
        }
        assertThat(message(records("ss-bank", "k-full").getFirst())).contains("/echo?secret=1");
    }

    @Test
    void headersKeepTheWholePartOfRestWithoutTheBody() throws Exception {
        rest(Pair.BANK, "k-head", "asked");

        for (Evidence record : records("ss-moi", "k-head")) {
            assertThat(record.wholeMessage()).isTrue();
            assertThat(record.attachments()).isEmpty();
            assertThat(record.digests().attachments()).hasSize(1);
        }
        assertThat(message(records("ss-moi", "k-head").getFirst()))
                .contains("/echo?secret=1", "Authorization:Bearer token");
    }

    @Test
    void metadataKeepNeitherQueryNorCredentials() throws Exception {
        rest(DESK, "k-meta", "asked");

        for (String server : List.of("ss-bank", "ss-moi")) { // one by its own rule, the other as by default
            for (Evidence record : records(server, "k-meta")) {
                assertThat(record.wholeMessage()).isFalse();
                assertThat(record.attachments()).isEmpty();
                assertThat(message(record)).doesNotContain("echo", "secret", "token");
            }
        }
    }

    @Test
    void attachmentsOfSoapAreKeptWhereTheyAreToBe() throws Exception {
        assertThat(soap(Pair.BANK, "k-soap", "first", "second")).contains("requestHash");

        List<Evidence> bank = records("ss-bank", "k-soap");
        assertThat(attachments(bank.getFirst())).containsExactly("first", "second");
        assertThat(message(bank.getFirst())).contains("personcode");
        assertThat(attachments(bank.getLast())).isEmpty(); // it had none
        for (Evidence record : records("ss-moi", "k-soap")) {
            assertThat(record.wholeMessage()).isTrue();
            assertThat(record.attachments()).isEmpty();
            assertThat(message(record)).contains("personcode");
        }
    }

    @Test
    void envelopesOfSoapAreKeptWithoutAttachmentsOtherwise() throws Exception {
        soap(SHOP, "k-shop", "first");

        for (Evidence record : records("ss-bank", "k-shop")) {
            assertThat(record.wholeMessage()).isTrue();
            assertThat(record.attachments()).isEmpty();
            assertThat(message(record)).contains("personcode");
        }
        for (Evidence record : records("ss-moi", "k-shop")) {
            assertThat(record.wholeMessage()).isFalse();
            assertThat(message(record)).contains(":Body></").doesNotContain("personcode");
        }
    }

    /** The bound is for all of them together, and only where they are kept. */
    @Test
    void attachmentsThatCannotBeKeptAreNotPassedOn() throws Exception {
        String half = "x".repeat(32 << 10);
        long before = pair.register.requests();
        assertThat(soap(Pair.BANK, "k-large", half, half, "y"))
                .contains("Server.ClientProxy.LoggingFailed", "larger than the message log keeps: 65536 bytes");
        assertThat(pair.register.requests()).isEqualTo(before);

        assertThat(soap(Pair.BANK, "k-fits", half, half)).contains("requestHash");
        assertThat(soap(SHOP, "k-others", half, half, "y")).contains("requestHash");
        assertThat(records("ss-bank", "k-fits").getFirst().attachments())
                .containsExactly(half.getBytes(ISO_8859_1), half.getBytes(ISO_8859_1));
    }

    @Test
    void aChangeHoldsForTheNextExchange() throws Exception {
        rest(SHOP, "k-before", "asked");
        pair.bankFile
                .set("messageLog.subsystems", List.of(rule(SHOP, "metadata")))
                .write(pair.server("ss-bank").configuration());
        pair.bank.reload();
        rest(SHOP, "k-after", "asked");

        assertThat(attachments(records("ss-bank", "k-before").getFirst())).containsExactly("asked");
        assertThat(records("ss-bank", "k-after").getFirst().wholeMessage()).isFalse();
    }
}
