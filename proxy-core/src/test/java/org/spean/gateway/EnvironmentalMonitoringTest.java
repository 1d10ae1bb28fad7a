package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Environmental monitoring over whole exchanges, compared with what X-Road's servers answered to the same requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnvironmentalMonitoringTest {

    private static final Pattern FAULT =
            Pattern.compile("<faultcode>(.*)</faultcode><faultstring>(.*)</faultstring>", Pattern.DOTALL);

    @TempDir
    static Path folder;

    private Pair pair;

    /** The ministry's gateway limits what strangers see, the bank's does not. */
    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder.resolve("pair"))
                .ministry((file, made) -> {
                    MonitoringCaptures.publishMonitoringClient(made.ecosystem.globalConfiguration());
                    return file.set("environmentalMonitoring.limitRemoteData", true);
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

    private static RawClient.Answer ask(Pair of, String envelope) throws Exception {
        byte[] body = envelope.getBytes(UTF_8);
        try (RawClient client = RawClient.to(of)) {
            return client.write(("POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: text/xml;charset=UTF-8\r\n"
                                    + "SOAPAction: \"\"\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(ISO_8859_1))
                    .write(body)
                    .read();
        }
    }

    private static String ofBank(String envelope) {
        return envelope.replace("GOV", "COM")
                .replace("CAMDX-000121", "CAMDX-000201")
                .replace("ss-moi", "ss-bank");
    }

    /** Every element of the answer's body in order; names of metrics with them, without fingerprints and hosts. */
    private static List<String> shape(byte[] xml) throws Exception {
        XMLStreamReader reader =
                XMLInputFactory.newDefaultFactory().createXMLStreamReader(new ByteArrayInputStream(xml));
        List<String> shape = new ArrayList<>();
        boolean body = false;
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                if (body) {
                    String name = reader.getName().toString();
                    shape.add(
                            reader.getLocalName().equals("name")
                                    ? name + "=" + reader.getElementText().replaceAll("certificate-[0-9A-F:]{95}", "…")
                                    : name);
                }
                body |= reader.getLocalName().equals("Body");
            }
        }
        return shape;
    }

    private static byte[] captured(String exchange) throws Exception {
        return MonitoringCaptures.answer(exchange).entity();
    }

    @Test
    void chosenMetricsAreThoseOfXRoadElementByElement() throws Exception {
        RawClient.Answer answer = ask(pair, ofBank(MonitoringCaptures.request("mon-metrics-numeric")));

        assertThat(answer.headers()).containsEntry("Content-Type", "text/xml; charset=UTF-8");
        assertThat(shape(answer.body()))
                .isEqualTo(shape(ofBank(new String(captured("mon-metrics-numeric"), UTF_8))
                        .getBytes(UTF_8)));
        assertThat(answer.text()).contains("SERVER:CAMBODIA/COM/CAMDX-000201/ss-bank", "<xro:requestHash");
    }

    @Test
    void aStrangerSeesCertificatesAndOperatingSystemWhereMoreIsNotToBeTold() throws Exception {
        RawClient.Answer all = ask(pair, MonitoringCaptures.request("mon-metrics-all"));

        List<String> ours = shape(all.body());
        // another number of certificates: each has the elements that the captured ones have
        assertThat(ours.stream().distinct().toList())
                .isEqualTo(
                        shape(captured("mon-metrics-all")).stream().distinct().toList());
        assertThat(all.text())
                .contains("AUTH_OR_SIGN")
                .containsPattern("notAfter</m:name><m:value>[-0-9]{10}T[:0-9]{8}Z<");
        assertThat(shape(ask(pair, MonitoringCaptures.request("mon-metrics-fields"))
                        .body()))
                .isEqualTo(shape(captured("mon-metrics-fields")));
    }

    @Test
    void allMetricsThatACollectorReadsAreThere() throws Exception {
        RawClient.Answer answer = ask(pair, ofBank(MonitoringCaptures.request("mon-metrics-all")));

        for (String name : List.of(
                "proxyVersion",
                "Certificates",
                "DiskSpaceFree_/",
                "DiskSpaceTotal_/",
                "MaxFileDescriptorCount",
                "OperatingSystem",
                "Packages",
                "Processes",
                "TotalPhysicalMemory",
                "TotalSwapSpace",
                "Xroad Processes",
                "CommittedVirtualMemory",
                "FreePhysicalMemory",
                "FreeSwapSpace",
                "OpenFileDescriptorCount",
                "SystemCpuLoad",
                "processId",
                "command",
                "cpuLoad",
                "memUsed",
                "startTime",
                "userId")) {
            assertThat(answer.text()).contains("<m:name>" + name + "</m:name>");
        }
        assertThat(answer.text())
                .contains("<m:name>" + ProcessHandle.current().pid() + "</m:name>")
                .containsPattern("TotalPhysicalMemory</m:name><m:value>[1-9][0-9]+<");
    }

    @Test
    void answersFollowTheSchema() throws Exception {
        Path schema = Path.of(System.getProperty("spean.shared"), "schemas", "monitoring.xsd");
        assumeTrue(Files.exists(schema), "schema not there: " + schema);
        String text =
                ask(pair, ofBank(MonitoringCaptures.request("mon-metrics-all"))).text();
        Matcher body = Pattern.compile("<m:getSecurityServerMetricsResponse.*Response>", Pattern.DOTALL)
                .matcher(text);
        assertThat(body.find()).as(text).isTrue();

        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schema.toFile())
                .newValidator()
                .validate(new StreamSource(new StringReader(body.group())));
    }

    @Test
    void anElementOfAnotherNamespaceIsRefused() throws Exception {
        assertThat(ask(pair, MonitoringCaptures.request("mon-metrics-all").replace("xsd/monitoring", "xsd/other"))
                        .text())
                .contains("InvalidRequest", "The body must hold the element &apos;getSecurityServerMetrics&apos;");
    }

    @Test
    void whoIsNeitherOwnerNorMonitoringClientIsRefusedAsByXRoad() throws Exception {
        try (Pair without = Pair.in(folder.resolve("without"))
                .ministry((file, made) -> file.set("faultStyle", "new"))
                .start()) {
            Matcher ours = FAULT.matcher(ask(without, MonitoringCaptures.request("mon-metrics-denied"))
                    .text());
            Matcher theirs = FAULT.matcher(new String(captured("mon-metrics-denied"), UTF_8));
            assertThat(ours.find() && theirs.find()).isTrue();
            assertThat(ours.group(1)).isEqualTo(theirs.group(1));
            assertThat(ours.group(2)).isEqualTo(theirs.group(2));
        }
    }
}
