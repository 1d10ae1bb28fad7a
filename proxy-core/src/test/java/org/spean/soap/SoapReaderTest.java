package org.spean.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.fault.FaultException;
import org.spean.fault.FaultStyle;
import org.spean.fault.Origin;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.message.SoapMessage;
import org.spean.multipart.ContentType;

/** An envelope gives the values of its header, in whatever encoding; what breaks a rule is refused in X-Road's words. */
class SoapReaderTest {
    private static final String CLIENT = """
            <x:client i:objectType="SUBSYSTEM"><i:xRoadInstance>I</i:xRoadInstance><i:memberClass>C</i:memberClass>\
            <i:memberCode>ស</i:memberCode><i:subsystemCode>S</i:subsystemCode></x:client>""";
    private static final String SERVICE = """
            <x:service i:objectType="SERVICE"><i:xRoadInstance>I</i:xRoadInstance><i:memberClass>C</i:memberClass>\
            <i:memberCode>P</i:memberCode><i:subsystemCode>T</i:subsystemCode><i:serviceCode>get</i:serviceCode>\
            <i:serviceVersion>v1</i:serviceVersion></x:service>""";
    private static final String ID = "<x:id>q-1</x:id>";
    private static final String VERSION = "<x:protocolVersion>4.0</x:protocolVersion>";
    private static final String HEADER = CLIENT + SERVICE + ID + VERSION;
    private static final String BODY = "<s:Body><get xmlns=\"urn:p\">é</get></s:Body>";

    private static String envelope(String header, String body) {
        return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
                + "xmlns:x=\"http://x-road.eu/xsd/xroad.xsd\" xmlns:i=\"http://x-road.eu/xsd/identifiers\" "
                + "xmlns:r=\"http://x-road.eu/xsd/representation.xsd\" "
                + "xmlns:t=\"http://x-road.eu/xsd/security-token.xsd\">"
                + header + body + "</s:Envelope>";
    }

    private static String withHeader(String fields) {
        return envelope("<s:Header>" + fields + "</s:Header>", BODY);
    }

    private static SoapMessage read(byte[] octets) {
        return Objects.requireNonNull(SoapReader.read(octets, Origin.CLIENT));
    }

    private static SoapMessage read(String document) {
        return read(document.getBytes(UTF_8));
    }

    static Stream<Capture> captures() {
        return Capture.signedWithSoap().filter(c -> !c.rest());
    }

    @ParameterizedTest
    @MethodSource("captures")
    void readsCaptures(Capture capture) {
        SoapMessage message = read(capture.message());
        String text = new String(capture.message(), UTF_8);
        assertThat(message.octets()).isSameAs(capture.message());
        assertThat(message.id()).isEqualTo(text.replaceFirst("(?s).*<[a-z]+:id>([^<]*)<.*", "$1"));
        assertThat(message.service().serviceCode())
                .isEqualTo(text.replaceFirst("(?s).*?<[a-z]+:serviceCode>([^<]*)<.*", "$1"));
        assertThat(text.substring(0, message.idEnd())).endsWith(":id>");
        assertThat(text.substring(0, message.bodyStart())).endsWith(":Body>");
        assertThat(text.substring(message.bodyEnd())).startsWith("</").contains(":Body>");
        assertThat(message.requestHash() != null).isEqualTo(capture.direction() == Direction.RESPONSE);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void hashPutIntoAnAnswerGivesTheCapturedBytes(Capture capture) {
        SoapMessage message = read(capture.message());
        SoapMessage.RequestHashField hash = message.requestHash();
        if (hash != null) {
            String text = new String(capture.message(), UTF_8);
            String without = text.substring(0, hash.start()) + text.substring(hash.end());
            assertThat(without).doesNotContain("requestHash");
            SoapMessage answer = read(without);
            assertThat(new String(RequestHashSplice.into(answer, hash.value()).octets(), UTF_8))
                    .isEqualTo(text);
            assertThat(new String(RequestHashSplice.into(message, hash.value()).octets(), UTF_8))
                    .isEqualTo(text);
            assertThat(RequestHashSplice.into(answer, hash.value()))
                    .usingRecursiveComparison()
                    .ignoringFields("octets")
                    .isEqualTo(message);
        }
    }

    @Test
    void readsEveryField() {
        SoapMessage message = read(
                withHeader(
                        HEADER
                                + "<x:userId>KH1</x:userId><x:issue>file 7</x:issue>"
                                + "<r:representedParty><r:partyClass>COM</r:partyClass><r:partyCode>9</r:partyCode></r:representedParty>"
                                + "<x:securityServer i:objectType=\"SERVER\"><i:xRoadInstance>I</i:xRoadInstance>"
                                + "<i:memberClass>C</i:memberClass><i:memberCode>P</i:memberCode><i:serverCode>ss</i:serverCode>"
                                + "</x:securityServer><t:securityToken t:tokenType=\"urn:x\">abc</t:securityToken><other xmlns=\"u\"/>"));
        assertThat(message.client()).isEqualTo(ClientId.of("I", "C", "ស", "S"));
        assertThat(message.service()).isEqualTo(new ServiceId(ClientId.of("I", "C", "P", "T"), "get", "v1"));
        assertThat(message.id()).isEqualTo("q-1");
        assertThat(message.userId()).isEqualTo("KH1");
        assertThat(message.issue()).isEqualTo("file 7");
        assertThat(message.representedParty()).isEqualTo(new SoapMessage.RepresentedParty("COM", "9"));
        assertThat(message.targetServer()).hasToString("I/C/P/ss");
        assertThat(message.bodyElement()).isEqualTo("get");
    }

    @Test
    void readsOtherEncodingsAndPutsTheHashInWhereItBelongs() {
        String plain = withHeader(HEADER);
        for (Charset charset : new Charset[] {UTF_8, UTF_16BE, UTF_16LE, ISO_8859_1}) {
            for (boolean mark : new boolean[] {true, false}) {
                for (boolean declared : new boolean[] {true, false}) {
                    if (charset.equals(ISO_8859_1) && (mark || !declared)) {
                        continue; // has no mark, and must say what it is
                    }
                    String name = charset.name().startsWith("UTF-16") ? "UTF-16" : charset.name();
                    String text = (mark ? "\uFEFF" : "")
                            + (declared ? "<?xml version=\"1.0\" encoding=\"" + name + "\"?>\n" : "")
                            + (charset.equals(ISO_8859_1) ? plain.replace("ស", "é") : plain);
                    SoapMessage message = read(text.getBytes(charset));
                    assertThat(message.client().member().memberCode()).isIn("ស", "é");
                    assertThat(message.charset()).isEqualTo(charset);
                    String spliced = new String(
                            RequestHashSplice.into(message, "aGFzaA==").octets(), charset);
                    assertThat(spliced)
                            .isEqualTo(text.replace(
                                    ID,
                                    ID + "<x:requestHash algorithmId=\"http://www.w3.org/2001/04/xmlenc#sha512\">"
                                            + "aGFzaA==</x:requestHash>"));
                }
            }
        }
    }

    @Test
    void hashOfAServiceIsReplacedWhereverItStands() {
        String theirs = "<x:requestHash algorithmId=\"urn:none\">xx</x:requestHash>";
        String ours = "<x:requestHash algorithmId=\"http://www.w3.org/2001/04/xmlenc#sha512\">aGFzaA==</x:requestHash>";
        String expected = withHeader(CLIENT + SERVICE + ID + ours + VERSION);
        for (String fields : new String[] {
            theirs + CLIENT + SERVICE + ID + VERSION, CLIENT + SERVICE + ID + theirs + VERSION, HEADER + theirs
        }) {
            SoapMessage spliced = RequestHashSplice.into(read(withHeader(fields)), "aGFzaA==");
            assertThat(new String(spliced.octets(), UTF_8)).isEqualTo(expected);
            assertThat(spliced).usingRecursiveComparison().isEqualTo(read(expected));
        }
    }

    @Test
    void faultsAreNoMessages() {
        String fault = envelope("", "<s:Body><s:Fault><faultcode>c</faultcode></s:Fault></s:Body>");
        assertThat(SoapReader.read(fault.getBytes(UTF_8), Origin.CLIENT)).isNull();
    }

    @Test
    void refusesWhatBreaksARule() {
        refused("<not-soap", "InvalidSoap");
        refused("", "InvalidSoap");
        refused("<a/>", "InvalidSoap");
        refused(withHeader(HEADER) + "<more/>", "InvalidSoap");
        refused("<!DOCTYPE s [<!ENTITY e \"x\">]>" + withHeader(HEADER), "InvalidSoap");
        refused(withHeader(HEADER + "<x:userId>&e;</x:userId>"), "InvalidSoap");
        refused(withHeader(HEADER + "<x:userId><b/></x:userId>"), "InvalidSoap");
        refused(withHeader(HEADER + "<x:userId>" + "x".repeat(20_000) + "</x:userId>"), "InvalidSoap");
        refused(envelope("<s:Header>" + HEADER + "</s:Header>", BODY + BODY), "InvalidSoap");
        refused(envelope("", BODY + "<s:Header>" + HEADER + "</s:Header>"), "InvalidSoap");
        refused(envelope("<s:Header>" + HEADER + "</s:Header>", BODY + "<x/>"), "InvalidSoap");
        refused(body("<a>".repeat(300) + "</a>".repeat(300)), "InvalidSoap");
        StringBuilder attributes = new StringBuilder("<a");
        for (int i = 0; i < 300; i++) {
            attributes.append(" b").append(i).append("=''");
        }
        refused(body(attributes + "/>"), "InvalidSoap");
        refused("<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + withHeader(HEADER), "InvalidSoap");
        refused(envelope("", BODY), "MissingHeader");
        refused(envelope("<s:Header>" + HEADER + "</s:Header>", ""), "MissingBody");
        refused(envelope("<s:Header>" + HEADER + "</s:Header>", "<s:Body/>"), "InvalidBody");
        refused(envelope("<s:Header>" + HEADER + "</s:Header>", "<s:Body><get/><get/></s:Body>"), "InvalidBody");
        refused(envelope("<s:Header>" + HEADER + "</s:Header>", "<s:Body><put/></s:Body>"), "InconsistentHeaders");
        refused(withHeader(SERVICE + ID + VERSION), "MissingHeaderField");
        refused(withHeader(CLIENT + ID + VERSION), "MissingHeaderField");
        refused(withHeader(CLIENT + SERVICE + VERSION), "MissingHeaderField");
        refused(withHeader(CLIENT + SERVICE + ID), "MissingHeaderField");
        refused(withHeader(HEADER.replace("q-1", " ")), "MissingHeaderField");
        refused(withHeader(HEADER.replace("<i:memberClass>C</i:memberClass>", "")), "MissingHeaderField");
        for (String field : new String[] {CLIENT, SERVICE, ID, VERSION}) {
            refused(withHeader(HEADER + field), "DuplicateHeaderField");
        }
        refused(withHeader(HEADER + "<x:issue>1</x:issue><x:issue>1</x:issue>"), "DuplicateHeaderField");
        refused(withHeader(HEADER + "<t:securityToken/><t:securityToken/>"), "DuplicateHeaderField");
        refused(
                withHeader(HEADER.replace("<i:memberCode>P", "<i:memberCode>Q</i:memberCode><i:memberCode>P")),
                "DuplicateHeaderField");
        refused(withHeader(HEADER.replace(">4.0<", ">3.0<")), "InvalidProtocolVersion");
        refused(withHeader(HEADER.replace("SUBSYSTEM", "SERVICE")), "InvalidXml");
        refused(withHeader(HEADER.replace(" i:objectType=\"SERVICE\"", "")), "InvalidXml");
        refused(withHeader(HEADER.replace(">S<", ">a/b<")), "InvalidClientIdentifier");
        refused(withHeader(HEADER.replace(">T<", ">..<")), "InvalidXml");
    }

    private static String body(String content) {
        return envelope("<s:Header>" + HEADER + "</s:Header>", "<s:Body><get>" + content + "</get></s:Body>");
    }

    private static void refused(String document, String code) {
        assertThatThrownBy(() -> SoapReader.read(document.getBytes(UTF_8), Origin.CLIENT))
                .as(document.length() > 2000 ? document.substring(0, 2000) : document)
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault().code(FaultStyle.OLD)).isEqualTo("Client." + code));
    }

    @Test
    void takesContentTypesOfEnvelopesOnly() {
        for (String type : new String[] {
            "text/xml",
            "text/xml; charset=utf-8",
            "text/xml;charset=\"UTF-16\"",
            "application/xop+xml; type=\"text/xml\""
        }) {
            SoapReader.checkContentType(ContentType.parse(type), Origin.CLIENT);
        }
        for (String type : new String[] {"application/soap+xml", "text/html", "text/xml; charset=utf-7", "nonsense"}) {
            assertThatThrownBy(() -> SoapReader.checkContentType(ContentType.parse(type), Origin.CLIENT))
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            e -> assertThat(e.fault().code(FaultStyle.NEW)).isEqualTo("client.invalid_content_type"));
        }
    }
}
