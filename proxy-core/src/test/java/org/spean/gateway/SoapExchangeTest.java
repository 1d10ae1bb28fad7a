package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.evidence.EvidenceHomes;
import org.spean.gateway.RawClient.Answer;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceReport;
import org.spean.messagelog.EvidenceVerifier;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SampleBytes;
import org.spean.testbed.service.SoapMessages;
import org.spean.view.Views;

/** SOAP through two gateways: messages, attachments, faults, and what is refused. */
class SoapExchangeTest {

    private static final String SERVICE = Pair.PROVIDER + "/personDetails/v1";
    private static final String PERSON = "<ns:personcode>100000042</ns:personcode>";
    private static final String TEXT = "text/xml; charset=UTF-8";

    @TempDir
    static Path folder;

    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = Pair.in(folder)
                .bank((file, made) -> file.set("messageLog.keep", "full")
                        .set("messageLog.maxBody", "64KiB")
                        .set("limits.attachments", 600))
                .ministry((file, made) -> file.set("limits.attachments", 600)
                        .add("services", soap(SERVICE, made.register.url() + "/soap"))
                        .add("services", soap(Pair.PROVIDER + "/noRest", made.register.url() + "/soap")))
                .start();
    }

    private static Object soap(String id, String url) {
        return GatewayFile.mapOf("id", id, "protocol", "SOAP", "url", url, "allow", List.of(Pair.BANK));
    }

    @AfterAll
    static void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
    }

    private static String envelope(String id, String body) {
        return SoapMessages.request(Pair.BANK, SERVICE, id, body);
    }

    private static byte[] request(String type, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nHost: gateway\r\n");
        if (!type.isEmpty()) {
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private static Answer ask(String type, String body) throws Exception {
        return ask(type, body.getBytes(UTF_8));
    }

    private static Answer ask(String type, byte[] body) throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            return client.write(request(type, body, "SOAPAction: \"urn:details\""))
                    .read();
        }
    }

    private static String sha512(byte[] bytes) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
    }

    @Test
    void messageIsAnsweredWithTheHashOfItsRequest() throws Exception {
        String asked = envelope("q-1", PERSON);

        Answer answer = ask(TEXT, asked);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", TEXT).doesNotContainKey("SOAPAction");
        assertThat(answer.text())
                .contains(
                        "<xro:id>q-1</xro:id><xro:requestHash algorithmId=\"http://www.w3.org/2001/04/xmlenc#sha512\">"
                                + sha512(asked.getBytes(UTF_8)) + "</xro:requestHash>")
                .contains("<ns:personcode>100000042</ns:personcode>");
        assertThat(pair.register.recent().getLast().headers())
                .anyMatch(header -> header.getKey().equalsIgnoreCase("SOAPAction")
                        && header.getValue().equals("\"urn:details\""));
    }

    /** In every form of it, both ways: what the register sends back comes as it wrote it, with a request hash. */
    @ParameterizedTest
    @CsvSource({"UTF-16BE, true", "UTF-16BE, false", "UTF-16LE, true", "UTF-16LE, false"})
    void utf16PassesBothWays(String name, boolean marked) throws Exception {
        Charset charset = Charset.forName(name);
        String mark = marked ? "\uFEFF" : "";
        byte[] asked = (mark + khmer("q-16", PERSON)).getBytes(charset);

        Answer answer = ask("text/xml; charset=UTF-16", asked);

        assertThat(answer.headers()).containsEntry("Content-Type", "text/xml; charset=UTF-16");
        String text = new String(answer.body(), charset);
        assertThat(text)
                .startsWith(mark + "<?xml version=\"1.0\" encoding=\"UTF-16\"?>")
                .contains(
                        "<xro:userId>ភ្នំពេញ</xro:userId>",
                        ":personDetailsResponse ",
                        sha512(asked) + "</xro:requestHash>");
    }

    @Test
    void utf16PassesBothWaysWithAttachments() throws Exception {
        byte[] head = "--b\r\nContent-Type: text/xml; charset=UTF-16\r\n\r\n".getBytes(ISO_8859_1);
        byte[] envelope =
                khmer("q-17", PERSON + "<ns:photoBytes>250000</ns:photoBytes>").getBytes(UTF_16BE);
        byte[] rest = "\r\n--b\r\n\r\nattached\r\n--b--\r\n".getBytes(ISO_8859_1);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.writeBytes(envelope);
        body.writeBytes(rest);

        Answer answer = ask("multipart/related; boundary=b", body.toByteArray());

        List<Part> parts = RawMessage.parts(
                answer.body(), Objects.requireNonNull(answer.headers().get("Content-Type")));
        assertThat(parts.getFirst().contentType()).isEqualTo("text/xml; charset=UTF-16");
        assertThat(new String(parts.getFirst().content(), UTF_16BE))
                .contains("ភ្នំពេញ", "received bytes=\"8\"", sha512(envelope) + "</xro:requestHash>");
        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(parts.getLast().content())))
                .isEqualTo(SampleBytes.sha256(250_000));
    }

    private static String khmer(String id, String body) {
        return envelope(id, body)
                .replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"")
                .replace("KH123456", "ភ្នំពេញ");
    }

    /** A multipart as some clients write it: text before and after it, blanks behind boundaries, no type parameter. */
    private static byte[] related(String envelope, int attachments, int size) {
        StringBuilder body =
                new StringBuilder("This is a message in MIME format.\r\n--b 1\r\nContent-Type: text/xml\r\n\r\n");
        body.append(envelope);
        for (int i = 1; i <= attachments; i++) {
            body.append("\r\n--b 1  \r\nContent-ID: <a").append(i).append(">\r\nX-Own: kept\r\n\r\n");
            body.append(content(i, size));
        }
        return body.append("\r\n--b 1--\r\nthe end\r\n").toString().getBytes(ISO_8859_1);
    }

    private static String content(int number, int size) {
        return (("\r\n--b" + number + "-\r").repeat(20) + "x".repeat(size)).substring(0, size);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "3, 300000", "600, 10"})
    void attachmentsArriveAsSent(int number, int size) throws Exception {
        Answer answer = ask("multipart/related; boundary=\"b 1\"", related(envelope("q-a", PERSON), number, size));

        assertThat(answer.text()).contains("personDetailsResponse");
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(content(i, size).getBytes(ISO_8859_1));
            expected.add("bytes=\"" + size + "\" sha256=\"" + HexFormat.of().formatHex(digest) + "\"");
        }
        assertThat(Pattern.compile("bytes=\"[0-9]+\" sha256=\"[0-9a-f]+\"")
                        .matcher(answer.text())
                        .results()
                        .map(MatchResult::group)
                        .toList())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/xml", "application/xop+xml"})
    void attachmentsOfAnswersArriveAsSent(String type) throws Exception {
        String boundary = "myBoundary";
        String body = "--" + boundary + "\r\nContent-Type: " + type + "; charset=UTF-8\r\n\r\n"
                + envelope("q-x", PERSON + "<ns:photoBytes>250000</ns:photoBytes>") + "\r\n--" + boundary + "--\r\n";

        Answer answer = ask("multipart/related; type=\"" + type + "\"; boundary=" + boundary, body);

        String answered = Objects.requireNonNull(answer.headers().get("Content-Type"));
        assertThat(answered).startsWith("multipart/related; type=\"" + type + "\"; start=\"<root@register>\"");
        assertThat(answered).contains("boundary=\"xroad").doesNotContain("registerBoundary");
        List<Part> parts = RawMessage.parts(answer.body(), answered);
        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().contentType()).startsWith(type);
        assertThat(parts.getFirst().header("Content-ID")).isEqualTo("<root@register>");
        assertThat(new String(parts.getFirst().content(), UTF_8)).contains("requestHash", "cid:photo@register");
        Part photo = parts.getLast();
        assertThat(photo.contentType()).isEqualTo("image/jpeg");
        assertThat(photo.header("Content-ID")).isEqualTo("<photo@register>");
        assertThat(photo.header("Content-Transfer-Encoding")).isEqualTo("binary");
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(photo.content())))
                .isEqualTo(SampleBytes.sha256(250_000));
    }

    @Test
    void severalRequestsFollowEachOtherOnOneConnection() throws Exception {
        byte[] first = request(TEXT, envelope("p-1", PERSON).getBytes(UTF_8));
        byte[] second = request("multipart/related; boundary=\"b 1\"", related(envelope("p-2", PERSON), 2, 100_000));
        byte[] third =
                RawClient.head("GET", "/persons/100000042").concat("\r\n").getBytes(UTF_8);
        byte[] fourth = request(TEXT, "<broken".getBytes(UTF_8));
        try (RawClient client = RawClient.to(pair)) {
            client.write(first).write(second).write(third).write(fourth).write(first);
            assertThat(client.read().text()).contains("<xro:id>p-1</xro:id>");
            assertThat(client.read().text()).contains("<xro:id>p-2</xro:id>");
            assertThat(client.read().text()).contains("\"100000042\"");
            assertThat(client.read().text()).contains("Client.InvalidSoap");
            assertThat(client.read().text()).contains("<xro:id>p-1</xro:id>");
        }
    }

    @Test
    void faultOfTheServicePassesOn() throws Exception {
        Answer answer = ask(TEXT, envelope("q-f", "<ns:personcode>fault</ns:personcode>"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", TEXT).containsEntry("SOAPAction", "");
        assertThat(answer.text())
                .isEqualTo("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>"
                        + "<faultcode>e:Server</faultcode><faultstring>the register is closed</faultstring></e:Fault>"
                        + "</e:Body></e:Envelope>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Client.InvalidContentType",
                "application/json | Client.InvalidContentType",
                "application/soap+xml | Client.InvalidContentType",
                "text/xml; charset=utf-7 | Client.InvalidContentType",
                "multipart/related | Client.InvalidContentType",
                "multipart/related; boundary=other | Client.InvalidMessage",
            })
    void refusesContentTypes(String type, String code) throws Exception {
        refused(ask(type, envelope("q-t", PERSON)), code);
    }

    @Test
    void refusesWhatIsNoMessage() throws Exception {
        refused(ask(TEXT, "<not-soap"), "Client.InvalidSoap");
        refused(ask(TEXT, ""), "Client.InvalidSoap");
        refused(
                ask(TEXT, envelope("q", PERSON).replaceAll("<xro:client.*</xro:client>", "")),
                "Client.MissingHeaderField");
        refused(
                ask(TEXT, envelope("q", PERSON).replace("<xro:userId>", "<xro:userId>1</xro:userId><xro:userId>")),
                "Client.DuplicateHeaderField");
        refused(ask(TEXT, envelope("q", PERSON).replace(">4.0<", ">5.0<")), "Client.InvalidProtocolVersion");
        refused(ask(TEXT, envelope("q", "x".repeat(1 << 20))), "Client.InvalidSoap");
        refused(
                ask("multipart/related; boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--"),
                "Client.InvalidContentType");
        refused(ask("multipart/related; boundary=b", "--b--\r\n"), "Client.InvalidSoap");
    }

    /** What is not whole reaches nobody: the register hears nothing of it. */
    @Test
    void messageThatIsCutIsNotPassedOn() throws Exception {
        long before = pair.register.requests();
        String whole = new String(related(envelope("q-c", PERSON), 1, 1000), ISO_8859_1);
        refused(
                ask("multipart/related; boundary=\"b 1\"", whole.substring(0, whole.length() - 30)),
                "Client.InvalidMessage");
        refused(
                ask("multipart/related; boundary=\"b 1\"", whole.replace("X-Own: kept", "X-Own: a\nInjected: b")),
                "Client.InvalidMessage");
        assertThat(pair.register.requests()).isEqualTo(before);
    }

    @Test
    void refusesInX_RoadsCodes() throws Exception {
        String text = envelope("q", PERSON);
        refused(ask(TEXT, text.replace(">BANK<", ">SHOP<")), "Server.ClientProxy.UnknownMember");
        refused(ask(TEXT, text.replace("CAMDX-000121", "CAMDX-999999")), "Server.ClientProxy.UnknownMember");
        refused(ask(TEXT, text.replace(">v1<", ">v2<")), "Server.ServerProxy.UnknownService");
        refused(ask(TEXT, SoapMessages.request(Pair.BANK, Pair.SERVICE, "q", "")), "Server.ServerProxy.ServiceType");
        try (RawClient client = RawClient.to(pair)) {
            refused(client.write("GET / HTTP/1.1\r\nHost: gateway\r\n\r\n").read(), "Client.InvalidHttpMethod");
        }
        assertThat(pair.getService("noRest", "/x").headers().firstValue("X-Road-Error"))
                .hasValue("Server.ServerProxy.ServiceType");
    }

    /** The bank keeps whole envelopes, the ministry only what identifies them; attachments are proved by their digests. */
    @Test
    void recordsProveMessagesAndAttachments() throws Exception {
        ask("multipart/related; boundary=\"b 1\"", related(envelope("q-e", PERSON), 2, 100_000));
        ask(TEXT, envelope("q-e", PERSON));

        EvidenceReport whole = verified("ss-bank");
        assertThat(whole.wholeMessages()).isEqualTo(whole.read());
        assertThat(verified("ss-moi").wholeMessages()).isZero();
    }

    private static EvidenceReport verified(String server) throws Exception {
        Path file = pair.server(server).configuration();
        try (Views views = Views.open(file, InstantSource.system());
                EvidenceReader log = EvidenceHomes.read(views.current().config());
                SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            List<Long> records = log.sample(1000, new Random(1));
            assertThat(records).hasSizeGreaterThanOrEqualTo(4);
            for (long id : records) {
                Evidence record = Objects.requireNonNull(log.read(id));
                String kept = new String(record.octets(), UTF_8);
                if (record.queryId().equals("q-e")) {
                    assertThat(kept).contains(":Header>").endsWith(":Envelope>");
                    assertThat(kept.contains("personcode")).isEqualTo(record.wholeMessage());
                    assertThat(record.attachments()).isEmpty();
                }
            }
            EvidenceReport report =
                    new EvidenceVerifier(verifier, views.current().anchors()).verify(log, records);
            assertThat(report.refusals()).isEmpty();
            return report;
        }
    }

    private static void refused(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "text/xml;charset=utf-8")
                .containsEntry("SOAPAction", "");
        assertThat(answer.text()).contains("<faultcode>" + code + "</faultcode>");
    }
}
