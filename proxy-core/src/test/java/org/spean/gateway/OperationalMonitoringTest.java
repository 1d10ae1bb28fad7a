package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SoapMessages;

/** Operational monitoring over whole exchanges, compared with what X-Road's servers answered to the same requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationalMonitoringTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "CAMBODIA/GOV/CAMDX-000121";

    /** What is not the same for both: X-Road read a REST body it did not have, and times differ. */
    private static final Set<String> NUMBERS = Set.of("requestSize", "responseSize");

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .bank((file, made) -> file.set("operationalMonitoring.offset", "0s"))
                .ministry((file, made) -> {
                    MonitoringCaptures.publishMonitoringClient(made.ecosystem.globalConfiguration());
                    return file.set("operationalMonitoring.offset", "0s")
                            .set("faultStyle", "new")
                            .add(
                                    "services",
                                    GatewayFile.mapOf(
                                            "id",
                                            Pair.PROVIDER + "/personDetails/v1",
                                            "protocol",
                                            "SOAP",
                                            "url",
                                            made.register.url() + "/soap",
                                            "allow",
                                            List.of(Pair.BANK)))
                            .service(Pair.PROVIDER + "/secret", made.register.url(), List.of())
                            .service(Pair.PROVIDER + "/down", "http://" + made.address(9) + ":9", List.of(Pair.BANK));
                })
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

    private RawClient.Answer ask(String envelope) throws Exception {
        byte[] body = envelope.getBytes(UTF_8);
        try (RawClient client = RawClient.to(pair)) {
            return client.write(("POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: text/xml;charset=UTF-8\r\n"
                                    + "SOAPAction: \"\"\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(ISO_8859_1))
                    .write(body)
                    .read();
        }
    }

    /** A captured request for the records of other seconds. */
    private static String request(String exchange, long from, long to) throws IOException {
        return MonitoringCaptures.request(exchange)
                .replaceAll("<om:recordsFrom>[0-9]+<", "<om:recordsFrom>" + from + "<")
                .replaceAll("<om:recordsTo>[0-9]+<", "<om:recordsTo>" + to + "<");
    }

    private record Answered(String soap, List<Part> parts, JsonNode records) {
        static Answered of(RawClient.Answer answer) throws IOException {
            String type = Objects.requireNonNull(answer.headers().get("Content-Type"), answer.text());
            assertThat(type).as(answer.text()).startsWith("multipart/related; type=\"text/xml\"; charset=UTF-8; bound");
            List<Part> parts = RawMessage.parts(answer.body(), type);
            assertThat(parts).hasSize(2);
            try (GZIPInputStream in =
                    new GZIPInputStream(new ByteArrayInputStream(parts.get(1).content()))) {
                return new Answered(
                        new String(parts.get(0).content(), UTF_8),
                        parts,
                        JSON.readTree(in).get("records"));
            }
        }

        long nextFrom() {
            Matcher next = Pattern.compile("nextRecordsFrom>([0-9]+)<").matcher(soap);
            return next.find() ? Long.parseLong(next.group(1)) : -1;
        }

        Set<String> queryIds() {
            Set<String> ids = new HashSet<>();
            records.forEach(each -> ids.add(each.get("messageId").textValue()));
            return ids;
        }

        JsonNode record(String queryId) {
            for (JsonNode each : records) {
                if (each.get("messageId").textValue().equals(queryId)) {
                    return each;
                }
            }
            throw new AssertionError("no record of " + queryId + ": " + queryIds());
        }
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Answered askUntil(String exchange, long from, Set<String> queryIds) throws Exception {
        List<Answered> last = new ArrayList<>();
        await().atMost(Pair.PATIENCE).untilAsserted(() -> {
            Answered answer = Answered.of(ask(request(exchange, from, from + 3600)));
            last.add(answer);
            assertThat(answer.queryIds()).containsAll(queryIds);
        });
        return last.getLast();
    }

    private HttpRequest.Builder identified(String service, String id) {
        return pair.to(pair.serviceUrl(service, "/persons/100000042"))
                .header("X-Road-Id", id)
                .header("X-Road-UserId", "KH123456")
                .header("X-Road-Issue", "ISSUE-7");
    }

    @Test
    void recordsAreThoseOfXRoadFieldByField() throws Exception {
        long from = Instant.now().getEpochSecond() - 1;
        assertThat(pair.send(identified("identity", "mon-t1").GET().build()).statusCode())
                .isEqualTo(200);
        assertThat(pair.send(identified("secret", "mon-t3").GET().build()).body())
                .contains("access_denied");
        assertThat(pair.send(identified("down", "mon-t4").GET().build()).body()).contains("network_error");
        assertThat(ask(SoapMessages.request(
                                Pair.BANK,
                                Pair.PROVIDER + "/personDetails/v1",
                                "mon-t5",
                                "<ns:personcode>100000042</ns:personcode>"))
                        .text())
                .contains("personDetailsResponse");

        Answered answer = askUntil("mon-opdata-all", from, Set.of("mon-t1", "mon-t3", "mon-t4", "mon-t5"));

        assertThat(answer.soap())
                .contains(
                        "recordsCount>" + answer.records().size() + "<",
                        "records>cid:operational-monitoring-data.json.gz<",
                        "<xro:requestHash");
        assertThat(answer.nextFrom()).as("asked for what is yet to come").isGreaterThan(from);
        Part attachment = answer.parts().get(1);
        assertThat(attachment.contentType()).isEqualTo("application/gzip");
        assertThat(attachment.header("content-transfer-encoding")).isEqualTo("binary");
        assertThat(attachment.header("content-id")).isEqualTo("<operational-monitoring-data.json.gz>");

        JsonNode captured = MonitoringCaptures.json("mon-opdata-all").get("records");
        assertSame(answer.record("mon-t1"), captured.get(0), Set.of());
        assertSame(answer.record("mon-t3"), captured.get(2), Set.of("messageUserId", "messageIssue"));
        assertSame(answer.record("mon-t4"), captured.get(3), Set.of("messageUserId", "messageIssue"));
        assertSame(answer.record("mon-t5"), captured.get(4), Set.of());
        assertThat(answer.record("mon-t5").get("responseSize").asLong()).isPositive();
    }

    /** @param ours fields that only our record has */
    private static void assertSame(JsonNode record, JsonNode captured, Set<String> ours) {
        Set<String> expected = new HashSet<>(names(captured));
        expected.addAll(ours);
        assertThat(names(record)).as(record.toString()).isEqualTo(new TreeSet<>(expected));
        for (String name : names(captured)) {
            JsonNode mine = record.get(name);
            JsonNode theirs = captured.get(name);
            assertThat(mine.getNodeType()).as(name).isEqualTo(theirs.getNodeType());
            boolean own = name.endsWith("Ts")
                    || name.endsWith("Address")
                    || name.endsWith("Version")
                    || name.endsWith("equestId")
                    || name.equals("securityServerInternalIp")
                    || name.equals("messageId")
                    || name.equals("faultString")
                    || NUMBERS.contains(name);
            if (!own) {
                assertThat(mine).as(name).isEqualTo(theirs);
            }
        }
        long in = record.get("requestInTs").asLong();
        assertThat(record.get("responseOutTs").asLong()).isGreaterThanOrEqualTo(in);
        if (record.has("requestOutTs")) {
            assertThat(record.get("requestOutTs").asLong())
                    .isBetween(in, record.get("responseOutTs").asLong());
        }
    }

    @Test
    void addressesAndVersionAreThoseOfTheGlobalConfigurationAndTheGateway() throws Exception {
        long from = Instant.now().getEpochSecond() - 1;
        pair.send(identified("identity", "mon-a1").GET().build());

        JsonNode record = askUntil("mon-opdata-all", from, Set.of("mon-a1")).record("mon-a1");

        assertThat(record.get("clientSecurityServerAddress").textValue()).isEqualTo(pair.address(2));
        assertThat(record.get("serviceSecurityServerAddress").textValue()).isEqualTo(pair.address(3));
        assertThat(record.get("xRoadVersion").textValue()).startsWith("7.8.0+spean");
        assertThat(record.get("messageProtocolVersion").textValue()).isEqualTo("1");
    }

    @Test
    void outputFieldsAndPartnerNarrowTheAnswer() throws Exception {
        long from = Instant.now().getEpochSecond() - 1;
        pair.send(identified("identity", "mon-f1").GET().build());
        askUntil("mon-opdata-all", from, Set.of("mon-f1"));

        Answered answer = Answered.of(ask(request("mon-opdata-fields", from, from + 3600)));

        Set<String> captured = names(
                MonitoringCaptures.json("mon-opdata-fields").get("records").get(0));
        assertThat(answer.records()).isNotEmpty().allSatisfy(record -> {
            assertThat(names(record)).isEqualTo(captured);
            assertThat(record.get("serviceCode").textValue()).doesNotContain("getSecurityServer");
        });
    }

    @Test
    void aSecondWithoutRecordsIsAnsweredAsByXRoad() throws Exception {
        Answered answer = Answered.of(ask(MonitoringCaptures.request("mon-opdata-empty")
                .replaceAll("recordsFrom>[0-9]+<", "recordsFrom>1000000000<")
                .replaceAll("recordsTo>[0-9]+<", "recordsTo>1000000001<")));

        assertThat(answer.records()).isEmpty();
        assertThat(answer.soap()).contains("recordsCount>0<").doesNotContain("nextRecordsFrom");
    }

    @Test
    void badQuestionsAreRefusedByName() throws Exception {
        assertThat(ask(MonitoringCaptures.request("mon-opdata-bad-field")).text())
                .contains("server.serverproxy.invalid_request", "Unknown outputField: &apos;nosuch&apos;");
        assertThat(ask(MonitoringCaptures.request("mon-opdata-bad-range")).text())
                .contains("server.serverproxy.invalid_request", "is later than recordsTo");
        assertThat(ask(request("mon-opdata-all", 32503680000L, 32503680001L)).text())
                .contains("server.serverproxy.invalid_request", "is too late");
        assertThat(ask(MonitoringCaptures.request("mon-opdata-all").replaceAll("<om:recordsTo>.*</om:recordsTo>", ""))
                        .text())
                .contains("server.serverproxy.invalid_request", "&apos;recordsTo&apos; is missing");
    }

    @Test
    void healthTellsOfEveryServiceAsXRoadDoes() throws Exception {
        long from = Instant.now().getEpochSecond() - 1;
        pair.send(identified("identity", "mon-h1").GET().build());
        pair.send(identified("secret", "mon-h2").GET().build());
        askUntil("mon-opdata-all", from, Set.of("mon-h1", "mon-h2"));

        RawClient.Answer answer = ask(MonitoringCaptures.request("mon-health-all"));

        assertThat(answer.headers()).containsEntry("Content-Type", "text/xml; charset=UTF-8");
        Map<String, List<String>> ours = MonitoringCaptures.health(answer.body());
        Map<String, List<String>> theirs = MonitoringCaptures.health(
                MonitoringCaptures.answer("mon-health-all").entity());
        // names in their order; identity had no failure there, and may have none here
        assertThat(ours).containsEntry("identity", theirs.get("identity"));
        assertThat(ours).containsEntry("secret", theirs.get("secret"));
        assertThat(answer.text())
                .contains("statisticsPeriodSeconds>600<", "<om:serviceType>REST<", "<om:serviceType>WSDL<");
    }

    @Test
    void healthOfOneProviderLeavesOutOthers() throws Exception {
        String filtered = MonitoringCaptures.request("mon-health-all")
                .replace(
                        "</om:getSecurityServerHealthData>",
                        "<om:filterCriteria><om:client iden:objectType=\"SUBSYSTEM\">"
                                + "<iden:xRoadInstance>CAMBODIA</iden:xRoadInstance><iden:memberClass>GOV</iden:memberClass>"
                                + "<iden:memberCode>CAMDX-000121</iden:memberCode>"
                                + "<iden:subsystemCode>NOBODY</iden:subsystemCode></om:client></om:filterCriteria>"
                                + "</om:getSecurityServerHealthData>");

        assertThat(ask(filtered).text()).contains("<om:servicesEvents></om:servicesEvents>");
    }

    @Test
    void theServicesBelongToTheOwnerAndToThisServerAlone() throws Exception {
        String subsystem = MonitoringCaptures.request("mon-health-all")
                .replace(
                        "<iden:memberCode>CAMDX-000121</iden:memberCode><iden:serviceCode>",
                        "<iden:memberCode>CAMDX-000121</iden:memberCode><iden:subsystemCode>IDENTITY</iden:subsystemCode>"
                                + "<iden:serviceCode>");
        assertThat(ask(subsystem).text())
                .contains("server.serverproxy.unknown_service", OWNER + "/IDENTITY/getSecurityServerHealthData");
    }

    @Test
    void theConsumersGatewayTellsOfItsRoleToo() throws Exception {
        long from = Instant.now().getEpochSecond() - 1;
        pair.send(identified("identity", "mon-c1").GET().build());

        await().atMost(Pair.PATIENCE).untilAsserted(() -> {
            Answered answer = Answered.of(ask(request("mon-opdata-all", from, from + 3600)
                    .replace("GOV", "COM")
                    .replace("CAMDX-000121", "CAMDX-000201")
                    .replace("ss-moi", "ss-bank")));
            assertThat(answer.queryIds()).contains("mon-c1");
            JsonNode record = answer.record("mon-c1");
            assertThat(record.get("securityServerType").textValue()).isEqualTo("Client");
            assertThat(record.get("clientSecurityServerAddress").textValue()).isEqualTo(pair.address(2));
            assertThat(record.get("serviceSecurityServerAddress").textValue()).isEqualTo(pair.address(3));
            assertThat(record.get("requestInTs").asLong())
                    .isLessThanOrEqualTo(record.get("requestOutTs").asLong());
            assertThat(record.get("requestOutTs").asLong())
                    .isLessThanOrEqualTo(record.get("responseInTs").asLong());
            assertThat(record.get("responseInTs").asLong())
                    .isLessThanOrEqualTo(record.get("responseOutTs").asLong());
        });
    }
}
