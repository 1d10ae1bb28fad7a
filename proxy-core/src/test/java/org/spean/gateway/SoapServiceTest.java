package org.spean.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SoapMessages;

/** Whatever a SOAP service answers wrongly is told to the client as the service's failure. */
class SoapServiceTest {

    private static final String SERVICE = Pair.PROVIDER + "/wrong/v1";

    @TempDir
    static Path folder;

    private static volatile String answer = "";
    private static ScriptedService service;
    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        service = ScriptedService.start(call -> {
            call.request();
            call.write(answer);
        });
        pair = Pair.in(folder)
                .ministry((file, made) -> file.add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        SERVICE,
                                        "protocol",
                                        "SOAP",
                                        "url",
                                        service.url(),
                                        "allow",
                                        List.of(Pair.BANK)))
                        .add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        Pair.PROVIDER + "/down",
                                        "protocol",
                                        "SOAP",
                                        "url",
                                        "http://127.0.0.1:1/",
                                        "allow",
                                        List.of(Pair.BANK))))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
        service.close();
    }

    record Row(String name, String answer, String code) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String GOOD = SoapMessages.request(Pair.BANK, SERVICE, "w-1", "")
            .replace("<ns:wrong ", "<ns:wrongResponse ")
            .replace("</ns:wrong>", "</ns:wrongResponse>");

    private static String http(String status, String type, String body) {
        return "HTTP/1.1 " + status + "\r\n" + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    static List<Row> rows() {
        String part = "--b\r\nContent-Type: text/xml\r\n\r\n" + GOOD;
        return List.of(
                new Row("no content type", http("200 OK", "", GOOD), "InvalidContentType"),
                new Row("HTML", http("200 OK", "text/html", "<html/>"), "InvalidContentType"),
                new Row("not found", http("404 Not Found", "text/xml", GOOD), "HttpError"),
                new Row("HTML with 500", http("500 Error", "text/html", "<html/>"), "HttpError"),
                new Row("empty", http("200 OK", "text/xml", ""), "InvalidSoap"),
                new Row("cut XML", http("200 OK", "text/xml", GOOD.substring(0, GOOD.length() - 5)), "InvalidSoap"),
                new Row(
                        "no header",
                        http("200 OK", "text/xml", GOOD.replaceAll("<soapenv:Header>.*</soapenv:Header>", "")),
                        "MissingHeader"),
                new Row(
                        "no body",
                        http("200 OK", "text/xml", GOOD.replaceAll("<soapenv:Body>.*</soapenv:Body>", "")),
                        "MissingBody"),
                new Row(
                        "other client",
                        http("200 OK", "text/xml", GOOD.replace(">BANK<", ">SHOP<")),
                        "InconsistentHeaders"),
                new Row("other id", http("200 OK", "text/xml", GOOD.replace("w-1", "w-2")), "InconsistentHeaders"),
                new Row(
                        "no user",
                        http("200 OK", "text/xml", GOOD.replace("<xro:userId>KH123456</xro:userId>", "")),
                        "InconsistentHeaders"),
                new Row(
                        "two ids",
                        http("200 OK", "text/xml", GOOD.replace("<xro:id>", "<xro:id>x</xro:id><xro:id>")),
                        "DuplicateHeaderField"),
                new Row(
                        "too long",
                        http("200 OK", "text/xml", GOOD.replace("KH123456", "K".repeat(1 << 20))),
                        "InvalidSoap"),
                new Row(
                        "multipart without end",
                        http("200 OK", "multipart/related; boundary=b", part + "\r\n--b\r\n\r\nattachment"),
                        "InvalidMessage"),
                new Row("multipart without boundary", http("200 OK", "multipart/related", part), "InvalidContentType"),
                new Row(
                        "connection cut",
                        http("200 OK", "text/xml", GOOD).replace("Content-Length: ", "Content-Length: 9"),
                        "NetworkError"),
                new Row("no HTTP", "nonsense\r\n\r\n", "NetworkError"));
    }

    private static RawClient.Answer ask(String service) throws Exception {
        byte[] body = SoapMessages.request(Pair.BANK, service, "w-1", "").getBytes(UTF_8);
        try (RawClient client = RawClient.to(pair)) {
            return client.write("POST / HTTP/1.1\r\nHost: g\r\nContent-Type: text/xml\r\nContent-Length: " + body.length
                            + "\r\n\r\n")
                    .write(body)
                    .read();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void failureIsTheServices(Row row) throws Exception {
        answer = row.answer();

        RawClient.Answer told = ask(SERVICE);

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.text())
                .contains("<faultcode>Server.ServerProxy.ServiceFailed." + row.code() + "</faultcode>")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void goodAnswerPasses() throws Exception {
        answer = http("200 OK", "text/xml", GOOD.replace("<xro:id>", "<xro:requestHash>old</xro:requestHash><xro:id>"));

        assertThat(ask(SERVICE).text())
                .contains("wrongResponse", "requestHash algorithmId=")
                .doesNotContain(">old<");
    }

    @Test
    void serviceThatIsDownIsAFailureToo() throws Exception {
        assertThat(ask(Pair.PROVIDER + "/down").text())
                .contains("<faultcode>Server.ServerProxy.ServiceFailed.NetworkError</faultcode>");
    }
}
