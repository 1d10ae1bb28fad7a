package org.spean.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.spean.fault.FaultCode;
import org.spean.fault.Origin;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SoapMessages;

/** Every refusal that a SOAP client can be told of, with what brings it about: rows for {@link RefusalTableTest}. */
final class SoapRefusals implements AutoCloseable {

    static final String OTHERS = "CAMBODIA/COM/CAMDX-000301/GATEWAY";

    private static final String SERVICE = Pair.PROVIDER + "/register/v1";
    private static final String TEXT = "text/xml; charset=UTF-8";
    private static final String ENVELOPE = SoapMessages.request(Pair.BANK, SERVICE, "r-1", "");

    /** What the service answers if nothing is changed. */
    private static final String GOOD = ENVELOPE.replace("<ns:register ", "<ns:registerResponse ")
            .replace("</ns:register>", "</ns:registerResponse>");

    private final ScriptedService register;
    private volatile String answer = "";

    SoapRefusals() throws IOException {
        register = ScriptedService.start(call -> {
            call.request();
            if (answer.isEmpty()) {
                call.untilHangUp();
            }
            call.write(answer);
        });
    }

    /** Sends something and gives the answer. */
    interface Attempt {
        RawClient.Answer make(Pair pair) throws Exception;
    }

    record Row(Origin by, FaultCode code, String when, Attempt attempt) {}

    /** The ministry's services that the rows speak of. */
    GatewayFile services(GatewayFile file) {
        return file.client(Pair.PROVIDER)
                .set("wsdlClient", Pair.PROVIDER)
                .add("services", service("register/v1", register.url(), "timeout", "60s"))
                .add("services", service("silentSoap", register.url(), "timeout", "100ms"))
                .add("services", service("downSoap", "http://127.0.0.1:9/", "timeout", "60s"))
                .add("services", service("pausedSoap", register.url(), "disabled", "back on Monday"))
                .add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                Pair.PROVIDER + "/secretSoap",
                                "protocol",
                                "SOAP",
                                "url",
                                register.url(),
                                "allow",
                                List.of()));
    }

    private static Object service(String code, String url, String key, String value) {
        return GatewayFile.mapOf(
                "id",
                Pair.PROVIDER + "/" + code,
                "protocol",
                "SOAP",
                "url",
                url,
                key,
                value,
                "allow",
                List.of(Pair.BANK));
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(formOfTheMessage());
        rows.addAll(header());
        rows.addAll(whoAsksWhom());
        rows.addAll(provider());
        rows.addAll(service());
        rows.addAll(metadata());
        return rows;
    }

    private static Row client(FaultCode code, String when, Attempt attempt) {
        return new Row(Origin.CLIENT, code, when, attempt);
    }

    private static Row consumer(FaultCode code, String when, Attempt attempt) {
        return new Row(Origin.CLIENT_PROXY, code, when, attempt);
    }

    private static Row provider(FaultCode code, String when, Attempt attempt) {
        return new Row(Origin.SERVER_PROXY, code, when, attempt);
    }

    private static List<Row> formOfTheMessage() {
        return List.of(
                client(
                        FaultCode.INVALID_HTTP_METHOD,
                        "The method is not POST, and the path neither `/r1` nor `/listClients`.",
                        raw("GET /nothing HTTP/1.1\r\nHost: g\r\n\r\n")),
                client(
                        FaultCode.INVALID_HTTP_METHOD,
                        "`GET /wsdl` without `wsdlClient`, as X-Road has served it no more since 2020: use `getWsdl`.",
                        raw("GET /wsdl?serviceCode=register HTTP/1.1\r\nHost: g\r\n\r\n")),
                client(
                        FaultCode.INVALID_REQUEST,
                        "`GET /wsdl` with `wsdlClient` that names no service; others are refused as `getWsdl` is.",
                        SoapRefusals::wsdlOfNothing),
                client(
                        FaultCode.INVALID_CONTENT_TYPE,
                        "The content type is missing, or none of `text/xml`, `application/xop+xml` and"
                                + " `multipart/related` with a boundary.",
                        of("application/soap+xml", ENVELOPE)),
                client(
                        FaultCode.INVALID_CONTENT_TYPE,
                        "The content type names a character encoding that is not UTF-8, UTF-16, ASCII, ISO-8859 or"
                                + " Windows-125x.",
                        of("text/xml; charset=utf-7", ENVELOPE)),
                client(
                        FaultCode.INVALID_MESSAGE,
                        "The multipart is malformed, is cut off, or has more attachments than allowed.",
                        of("multipart/related; boundary=b", "--b\r\nContent-Type: text/xml\r\n\r\n" + ENVELOPE)),
                client(
                        FaultCode.INVALID_SOAP,
                        "The envelope is not well-formed XML, or not in the character encoding it names.",
                        of(TEXT, "<not-soap")),
                client(
                        FaultCode.INVALID_SOAP,
                        "The document is no SOAP 1.1 envelope of a header and a body, or there is none.",
                        of(TEXT, "<some xmlns=\"urn:other\"/>")),
                client(
                        FaultCode.INVALID_SOAP,
                        "The envelope has a document type or entities of its own.",
                        of(TEXT, ENVELOPE.replace("?>\n", "?>\n<!DOCTYPE x>"))),
                client(
                        FaultCode.INVALID_SOAP,
                        "The envelope is longer than `limits.messageBytes`, too deep, or has too many attributes.",
                        of(TEXT, ENVELOPE.replace("KH123456", "<d>".repeat(300) + "</d>".repeat(300)))),
                client(
                        FaultCode.INVALID_SOAP,
                        "The message is a SOAP fault.",
                        of(TEXT, ENVELOPE.replaceAll("<ns:register .*</ns:register>", "<soapenv:Fault/>"))));
    }

    private static List<Row> header() {
        return List.of(
                client(
                        FaultCode.MISSING_HEADER,
                        "The envelope has no header.",
                        of(TEXT, ENVELOPE.replaceAll("<soapenv:Header>.*</soapenv:Header>", ""))),
                client(
                        FaultCode.MISSING_BODY,
                        "The envelope has no body.",
                        of(TEXT, ENVELOPE.replaceAll("<soapenv:Body>.*</soapenv:Body>", ""))),
                client(
                        FaultCode.INVALID_BODY,
                        "The body has no element, or more than one.",
                        of(TEXT, ENVELOPE.replace("</soapenv:Body>", "<x/></soapenv:Body>"))),
                client(
                        FaultCode.MISSING_HEADER_FIELD,
                        "The header has no `client`, `service`, `id` or `protocolVersion`, or an identifier lacks a code.",
                        of(TEXT, ENVELOPE.replaceAll("<xro:id>.*</xro:id>", ""))),
                client(
                        FaultCode.DUPLICATE_HEADER_FIELD,
                        "A field of the header, or a code of an identifier, is given more than once.",
                        of(TEXT, ENVELOPE.replace("<xro:id>", "<xro:id>r</xro:id><xro:id>"))),
                client(
                        FaultCode.INVALID_PROTOCOL_VERSION,
                        "The `protocolVersion` is not one of version 4.",
                        of(TEXT, ENVELOPE.replace(">4.0<", ">5.0<"))),
                client(
                        FaultCode.INVALID_XML,
                        "An identifier is not of the type it must be.",
                        of(TEXT, ENVELOPE.replace("objectType=\"SERVICE\"", "objectType=\"SUBSYSTEM\""))),
                client(
                        FaultCode.INVALID_XML,
                        "`service` or `securityServer` is no identifier.",
                        of(TEXT, ENVELOPE.replace(">register</iden:serviceCode>", "></iden:serviceCode>"))),
                client(
                        FaultCode.INVALID_CLIENT_IDENTIFIER,
                        "`client` is no identifier.",
                        of(TEXT, ENVELOPE.replace(">BANK<", "><"))),
                client(
                        FaultCode.INCONSISTENT_HEADERS,
                        "The name of the body's element does not begin with the service code.",
                        of(TEXT, ENVELOPE.replace("ns:register", "ns:other"))));
    }

    private static List<Row> whoAsksWhom() {
        return List.of(
                consumer(
                        FaultCode.UNKNOWN_MEMBER,
                        "The client is not among `clients` of this gateway.",
                        of(TEXT, ENVELOPE.replace(">BANK<", ">OTHER<"))),
                consumer(
                        FaultCode.SSL_AUTHENTICATION_FAILED,
                        "The client must connect over HTTPS, or show a registered certificate, and does not.",
                        of(TEXT, ENVELOPE.replace(">BANK<", ">SAFE<"))),
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "There is no global configuration of the provider's instance.",
                        to(SERVICE.replace("CAMBODIA", "NOWHERE"))),
                consumer(
                        FaultCode.UNKNOWN_MEMBER,
                        "The provider has no security server.",
                        to(SERVICE.replace("IDENTITY", "OTHER"))),
                consumer(
                        FaultCode.INVALID_SECURITY_SERVER,
                        "`securityServer` names no server.",
                        targeting("GOV", "CAMDX-000121", "none")),
                consumer(
                        FaultCode.INVALID_SECURITY_SERVER,
                        "`securityServer` names a server that does not serve the provider.",
                        targeting("COM", "CAMDX-000301", "ss-gw")),
                consumer(
                        FaultCode.MAINTENANCE_MODE,
                        "All security servers of the provider are in maintenance; their administrator's message is told.",
                        to("CAMBODIA/COM/CAMDX-000302/RESTING/register")),
                consumer(
                        FaultCode.CANNOT_CREATE_SIGNATURE,
                        "The gateway has no usable signing key of the client's member.",
                        pair -> send(pair, TEXT, SoapMessages.request(OTHERS, SERVICE, "r-2", ""))),
                consumer(
                        FaultCode.NETWORK_ERROR,
                        "No security server of the provider can be reached.",
                        to(OTHERS + "/register")));
    }

    private static List<Row> provider() {
        return List.of(
                provider(FaultCode.UNKNOWN_SERVICE, "There is no such service.", to(Pair.PROVIDER + "/nosuch")),
                provider(
                        FaultCode.UNKNOWN_SERVICE,
                        "There is no such version of the service, or only one with a version.",
                        to(Pair.PROVIDER + "/register/v2")),
                provider(
                        FaultCode.ACCESS_DENIED,
                        "The client has no right on this version of the service.",
                        to(Pair.PROVIDER + "/secretSoap")),
                provider(
                        FaultCode.SERVICE_DISABLED,
                        "The service is switched off; the notice is told.",
                        to(Pair.PROVIDER + "/pausedSoap")),
                provider(
                        FaultCode.INVALID_SERVICE_TYPE,
                        "The service is a REST service; the same for a SOAP service called by REST.",
                        to(Pair.SERVICE)));
    }

    private List<Row> service() {
        String part = "--b\r\nContent-Type: text/xml\r\n\r\n" + GOOD;
        return List.of(
                provider(
                        FaultCode.SERVICE_FAILED_NETWORK_ERROR,
                        "The service cannot be reached, or its answer is not valid HTTP/1.1.",
                        to(Pair.PROVIDER + "/downSoap")),
                provider(
                        FaultCode.SERVICE_FAILED_NETWORK_ERROR,
                        "The service does not answer in time.",
                        answered("", to(Pair.PROVIDER + "/silentSoap"))),
                provider(
                        FaultCode.SERVICE_FAILED_HTTP_ERROR,
                        "The service answers with another status than 200, or 500 without a SOAP fault.",
                        answered("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", to(SERVICE))),
                provider(
                        FaultCode.SERVICE_FAILED_INVALID_CONTENT_TYPE,
                        "The content type of the service's answer is missing, or none of SOAP's.",
                        answered(http("text/html", "<html/>"), to(SERVICE))),
                provider(
                        FaultCode.SERVICE_FAILED_INVALID_MESSAGE,
                        "The service's multipart is malformed or cut off.",
                        answered(http("multipart/related; boundary=b", part), to(SERVICE))),
                failed(FaultCode.SERVICE_FAILED_INVALID_SOAP, "is no SOAP 1.1 envelope", "<soapenv:Envelope", "<"),
                failed(
                        FaultCode.SERVICE_FAILED_MISSING_HEADER,
                        "has no header",
                        "<soapenv:Header>.*</soapenv:Header>",
                        ""),
                failed(FaultCode.SERVICE_FAILED_MISSING_BODY, "has no body", "<soapenv:Body>.*</soapenv:Body>", ""),
                failed(
                        FaultCode.SERVICE_FAILED_INVALID_BODY,
                        "has more or less than one element in its body",
                        "</soapenv:Body>",
                        "<x/></soapenv:Body>"),
                failed(
                        FaultCode.SERVICE_FAILED_MISSING_HEADER_FIELD,
                        "has no `client`, `service`, `id` or `protocolVersion`",
                        "<xro:id>.*</xro:id>",
                        ""),
                failed(
                        FaultCode.SERVICE_FAILED_DUPLICATE_HEADER_FIELD,
                        "has a field of the header more than once",
                        "<xro:id>",
                        "<xro:id>r</xro:id><xro:id>"),
                failed(
                        FaultCode.SERVICE_FAILED_INVALID_PROTOCOL_VERSION,
                        "is not of version 4 of the protocol",
                        ">4.0<",
                        ">5.0<"),
                failed(
                        FaultCode.SERVICE_FAILED_INVALID_XML,
                        "has an identifier of another type than it must be",
                        "objectType=\"SERVICE\"",
                        "objectType=\"SUBSYSTEM\""),
                failed(
                        FaultCode.SERVICE_FAILED_INCONSISTENT_HEADERS,
                        "has other values in its header than the request, or another element in its body than the service's",
                        ">r-1<",
                        ">r-9<"));
    }

    private Row failed(FaultCode code, String how, String pattern, String by) {
        return provider(
                code,
                "The service's answer " + how + ".",
                answered(http(TEXT, GOOD.replaceAll(pattern, by)), to(SERVICE)));
    }

    private static List<Row> metadata() {
        return List.of(
                provider(
                        FaultCode.INVALID_REQUEST,
                        "`getWsdl` without `serviceCode`, or with one that is no code.",
                        wsdl("")),
                provider(
                        FaultCode.UNKNOWN_SERVICE,
                        "`getWsdl` of a service that is not there, or has no WSDL.",
                        wsdl("<xro:serviceCode>register</xro:serviceCode><xro:serviceVersion>v1</xro:serviceVersion>")),
                provider(
                        FaultCode.INVALID_SERVICE_TYPE,
                        "`getWsdl` of a REST service.",
                        wsdl("<xro:serviceCode>identity</xro:serviceCode>")),
                provider(
                        FaultCode.DUPLICATE_HEADER_FIELD,
                        "`getWsdl` of two services.",
                        wsdl("<xro:serviceCode>a</xro:serviceCode><xro:serviceCode>b</xro:serviceCode>")));
    }

    /** Of the ministry's gateway, which has a client for it. */
    private static RawClient.Answer wsdlOfNothing(Pair pair) throws IOException {
        try (RawClient client = RawClient.to(new InetSocketAddress(pair.address(3), 8080))) {
            return client.write("GET /wsdl?serviceCode=register HTTP/1.1\r\nHost: g\r\n\r\n")
                    .read();
        }
    }

    private static Attempt wsdl(String body) {
        return of(TEXT, SoapMessages.request(Pair.BANK, Pair.PROVIDER + "/getWsdl", "r-3", body));
    }

    private Attempt answered(String http, Attempt attempt) {
        return pair -> {
            answer = http;
            return attempt.make(pair);
        };
    }

    private static String http(String type, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body;
    }

    private static Attempt to(String service) {
        return of(TEXT, SoapMessages.request(Pair.BANK, service, "r-1", ""));
    }

    private static Attempt targeting(String memberClass, String member, String server) {
        return of(
                TEXT,
                ENVELOPE.replace(
                        "<xro:userId>",
                        "<xro:securityServer iden:objectType=\"SERVER\"><iden:xRoadInstance>CAMBODIA</iden:xRoadInstance>"
                                + "<iden:memberClass>" + memberClass + "</iden:memberClass><iden:memberCode>" + member
                                + "</iden:memberCode><iden:serverCode>" + server
                                + "</iden:serverCode></xro:securityServer><xro:userId>"));
    }

    private static Attempt of(String type, String body) {
        return pair -> send(pair, type, body);
    }

    private static RawClient.Answer send(Pair pair, String type, String body) throws IOException {
        byte[] octets = body.getBytes(UTF_8);
        try (RawClient client = RawClient.to(pair)) {
            return client.write("POST / HTTP/1.1\r\nHost: g\r\nContent-Type: " + type + "\r\nContent-Length: "
                            + octets.length + "\r\n\r\n")
                    .write(octets)
                    .read();
        }
    }

    private static Attempt raw(String request) {
        return pair -> {
            try (RawClient client = RawClient.to(pair)) {
                return client.write(request).read();
            }
        };
    }

    @Override
    public void close() throws IOException {
        register.close();
    }
}
