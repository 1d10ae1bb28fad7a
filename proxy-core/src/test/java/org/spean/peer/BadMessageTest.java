package org.spean.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer may send instead of a message: each gives one fault that names the rule, and leaves no buffer. */
class BadMessageTest {
    private static final PartLimits LIMITS = new PartLimits(1024, 512, 256, 128, 2, 600, 128, 2, 4096);

    private static final String OCSP = part("application/ocsp-response", "ocsp");
    private static final String MESSAGE = part("application/x-road-rest-request", """
            GET
            /r1/I/C/M/S/svc
            X-Road-Client:I/C/M/S
            x-road-request-id:r
            x-road-id:q
            """.replace("\n", "\r\n"));
    private static final String BODY = part("application/x-road-rest-body", "body");
    private static final String RESULT = part("application/hash-chain-result", "result");
    private static final String CHAIN = part("application/hash-chain", "chain");
    private static final String SIGNATURE = part("signature/bdoc-1.0/ts", "signature");
    private static final String END = "\r\n--b--\r\n";
    private static final String FAULT = """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>\
            <faultcode>Server.X</faultcode><faultstring>why</faultstring></e:Fault></e:Body></e:Envelope>""";

    private static String part(String type, String content) {
        return "\r\n--b\r\ncontent-type: " + type + "\r\n\r\n" + content;
    }

    private static String http(String body) {
        return http("multipart/mixed; boundary=b", body);
    }

    private static String http(String contentType, String body) {
        return "POST / HTTP/1.1\r\nx-road-message-type: REST\r\nx-hash-algorithm: SHA-512\r\nContent-Type: "
                + contentType + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static Arguments row(String name, String input, String failure) {
        return Arguments.of(name, input, failure);
    }

    private static String invalid(String rule) {
        return "Server.ServerProxy.InvalidMessage | " + rule;
    }

    private static String multipart(String rule) {
        return invalid("Malformed multipart: " + rule + " | lost");
    }

    private static String rest(String rule) {
        return invalid("Malformed REST message: " + rule);
    }

    private static String order(String part, String after) {
        return "Part '" + part + "' must not come " + (after.isEmpty() ? "first" : "after part '" + after + "'");
    }

    static Stream<Arguments> lost() {
        return Stream.of(
                row("no HTTP", "\u0000\u0001garbage\r\n\r\n", invalid("Malformed HTTP message | lost")),
                row(
                        "endless HTTP header",
                        "POST / HTTP/1.1\r\nx: " + "y".repeat(80_000),
                        invalid("Malformed HTTP message | lost")),
                row("preamble", http("hello" + OCSP + END), multipart("a multipart begins with its boundary")),
                row("other boundary", http("--c\r\n\r\n--c--"), multipart("a multipart begins with its boundary")),
                row(
                        "LF only",
                        http("--b\r\ncontent-type: x/y\n\nz"),
                        multipart("a part's header lines end with CR LF")),
                row(
                        "CR only",
                        http("--b\r\ncontent-type: x/y\r\rz"),
                        multipart("a part's header lines end with CR LF")),
                row("no colon", http("--b\r\ncontent-type\r\n\r\nz"), multipart("a part's header line is name: value")),
                row(
                        "folded header",
                        http("--b\r\ncontent-type: x/y;\r\n a=b\r\n\r\nz"),
                        multipart("a part's header line is name: value")),
                row(
                        "blank in name",
                        http("--b\r\ncontent type: x/y\r\n\r\nz"),
                        multipart("a part's header has characters that are not allowed")),
                row(
                        "two types",
                        http("--b\r\ncontent-type: a/b\r\nContent-Type: c/d\r\n\r\nz"),
                        multipart("a part has one content-type")),
                row(
                        "endless part header",
                        http("--b\r\nx: " + "y".repeat(200)),
                        multipart("a part's headers are longer than 128 bytes")),
                row(
                        "many part headers",
                        http("--b\r\n" + "a:\r\n".repeat(33) + "\r\n"),
                        multipart("a part's headers are longer than 128 bytes")),
                row(
                        "no closing boundary",
                        http(OCSP + MESSAGE + SIGNATURE),
                        multipart("the closing boundary is missing")),
                row("nothing at all", http(""), multipart("the closing boundary is missing")),
                row(
                        "trailing garbage",
                        http(OCSP + MESSAGE + SIGNATURE + END + "more"),
                        multipart("nothing follows the closing boundary")),
                row(
                        "second closing",
                        http(OCSP + MESSAGE + SIGNATURE + END + END),
                        multipart("nothing follows the closing boundary")),
                row(
                        "part behind the signature",
                        http(OCSP + MESSAGE + SIGNATURE + BODY + END),
                        invalid("Nothing may follow the signature of a message | lost")),
                row(
                        "two signatures",
                        http(OCSP + MESSAGE + SIGNATURE + SIGNATURE + END),
                        invalid("Nothing may follow the signature of a message | lost")));
    }

    private static String contentTypeBoundary() {
        return "Server.ServerProxy.InvalidContentType | Content type multipart/mixed has a boundary of 1 to 70 printable"
                + " characters";
    }

    static Stream<Arguments> refused() {
        String notMixed = "Server.ServerProxy.InvalidContentType | A message between servers is multipart/mixed";
        return Stream.of(
                row("huge boundary", http("multipart/mixed; boundary=" + "x".repeat(71), OCSP), contentTypeBoundary()),
                row("no boundary", http("multipart/mixed", OCSP), contentTypeBoundary()),
                row(
                        "boundary with a control character",
                        http("multipart/mixed; boundary=\"a\tb\"", OCSP),
                        contentTypeBoundary()),
                row("two boundaries", http("multipart/mixed; boundary=b; boundary=c", OCSP), notMixed),
                row("JSON", http("application/json", "{}"), notMixed),
                row("fault as a request", http("text/xml", FAULT), notMixed),
                row(
                        "GET",
                        http(OCSP).replaceFirst("POST", "GET"),
                        "Server.ServerProxy.InvalidHttpMethod | Must use POST request method between servers"),
                row("no message", http(OCSP + END), invalid("A message has a message part")),
                row("empty multipart", http("--b--\r\n"), invalid("A message has a message part")),
                row(
                        "unknown part",
                        http(OCSP + part("application/evil", "x") + MESSAGE + SIGNATURE + END),
                        "Server.ServerProxy.InvalidContentType | A part of the message is of unknown type"),
                row(
                        "part without type",
                        http("--b\r\n\r\nx" + END),
                        "Server.ServerProxy.InvalidContentType | A part of the message is of unknown type"),
                row(
                        "SOAP",
                        http(part("text/xml", "<a/>") + END).replaceFirst("x-road-message-type: REST\r\n", ""),
                        "Server.ServerProxy.InvalidSoap | Malformed SOAP message: envelope missing"),
                row(
                        "XML that is no fault",
                        http(part("text/xml", "<a/>") + END),
                        invalid("A part of type text/xml is a SOAP message or a SOAP fault")),
                row(
                        "DOCTYPE",
                        http(part("text/xml", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + FAULT) + END),
                        invalid("A part of type text/xml is a SOAP message or a SOAP fault")),
                row(
                        "attachments",
                        http(part("multipart/mixed; boundary=c", "\r\n--c--") + END),
                        invalid(order("attachments", ""))),
                row(
                        "response in a request",
                        http(part("application/x-road-rest-response", "x") + END),
                        invalid(order("rest response", ""))),
                row("signature first", http(SIGNATURE + END), invalid(order("signature", ""))),
                row("body first", http(BODY + MESSAGE + END), invalid(order("rest body", ""))),
                row(
                        "ocsp behind the message",
                        http(MESSAGE + OCSP + END),
                        "transport",
                        invalid(order("ocsp response", "message"))),
                row(
                        "two messages",
                        http(MESSAGE + MESSAGE + END),
                        "transport",
                        invalid(order("rest request", "message"))),
                row("two bodies", http(MESSAGE + BODY + BODY + END), "transport", invalid(order("rest body", "body"))),
                row(
                        "body behind the result",
                        http(MESSAGE + RESULT + BODY + END),
                        "transport",
                        invalid(order("rest body", "result"))),
                row(
                        "chain without result",
                        http(MESSAGE + CHAIN + END),
                        "transport",
                        invalid(order("hash chain", "message"))),
                row(
                        "result without chain",
                        http(MESSAGE + RESULT + SIGNATURE + END),
                        "transport",
                        "Server.ServerProxy.MalformedSignature | " + order("signature", "result")),
                row(
                        "two results",
                        http(MESSAGE + RESULT + RESULT + END),
                        "transport",
                        invalid(order("hash chain result", "result"))),
                row(
                        "no signature",
                        http(MESSAGE + BODY + END),
                        "transport",
                        "Server.ServerProxy.MissingSignature | A message ends with its signature"),
                row(
                        "many OCSP responses",
                        http(OCSP + OCSP + OCSP + END),
                        invalid("A message has at most 2 OCSP responses")),
                row(
                        "long OCSP response",
                        http(part("application/ocsp-response", "x".repeat(129)) + END),
                        invalid("Part 'ocsp response' is longer than 128 bytes")),
                row(
                        "long message",
                        http(part("application/x-road-rest-request", "x".repeat(1025)) + END),
                        invalid("Part 'rest request' is longer than 1024 bytes")),
                row(
                        "long signature",
                        http(MESSAGE + part("signature/bdoc-1.0/ts", "x".repeat(513)) + END),
                        "transport",
                        invalid("Part 'signature' is longer than 512 bytes")),
                row(
                        "long chain",
                        http(MESSAGE + RESULT + part("application/hash-chain", "x".repeat(257)) + END),
                        "transport",
                        invalid("Part 'hash chain' is longer than 256 bytes")),
                row(
                        "long fault",
                        http(part("text/xml", "x".repeat(601)) + END),
                        invalid("Part 'soap' is longer than 600 bytes")),
                row(
                        "no digest algorithm",
                        http(MESSAGE + SIGNATURE + END).replace("SHA-512", "MD5"),
                        invalid("Header x-hash-algorithm must be SHA-256, SHA-384 or SHA-512")),
                row(
                        "LF in the message",
                        http(MESSAGE.replace("r\r\nx-road-id", "r\nx-road-id") + END),
                        rest("no control characters")),
                row(
                        "forbidden header",
                        http(MESSAGE.replace("x-road-id", "Host:h\r\nx-road-id") + END),
                        rest("header 'Host' must not be in a message")),
                row(
                        "request hash",
                        http(MESSAGE.replace("x-road-id", "X-Road-Request-Hash:h\r\nx-road-id") + END),
                        rest("header 'x-road-request-hash' must not be in a request")),
                row(
                        "no request id",
                        http(MESSAGE.replace("x-road-request-id:r\r\n", "") + END),
                        rest("header 'x-road-request-id' is missing")),
                row("no id", http(MESSAGE.replace("x-road-id:q\r\n", "") + END), rest("header 'x-road-id' is missing")),
                row(
                        "no client",
                        http(MESSAGE.replace("X-Road-Client:I/C/M/S\r\n", "") + END),
                        "Server.ServerProxy.InvalidClientIdentifier | The client identifier is missing: header X-Road-Client is required"),
                row(
                        "two clients",
                        http(MESSAGE.replace("x-road-id", "x-road-client:I/C/N\r\nx-road-id") + END),
                        "Server.ServerProxy.InvalidClientIdentifier | The client identifier is ambiguous: header X-Road-Client must not be given more than once"));
    }

    private static Arguments row(String name, String input, String before, String failure) {
        return Arguments.of(name, input, before + "+" + failure);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lost")
    void framingIsLost(String name, String input, String failure) {
        List<String> events = read(input);
        assertThat(events.getLast()).isEqualTo("failure " + failure);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void messageIsRefusedAndTheNextOneRead(String name, String input, String failure) {
        List<String> events = read(input + http(OCSP + MESSAGE + RESULT + CHAIN + SIGNATURE + END));
        int at = events.indexOf("failure " + failure.replaceFirst("^transport\\+", ""));
        assertThat(at).as("%s", events).isNotNegative();
        assertThat(failure.startsWith("transport+")).isEqualTo(at > 0);
        assertThat(events.get(at + 1)).isEqualTo("end");
        assertThat(events.subList(at + 2, events.size())).hasSize(4).last().isEqualTo("end");
    }

    @Test
    void framingIsLostTogetherWithAllThatFollows() {
        List<String> events = read(http("--b\n") + http(OCSP + MESSAGE + SIGNATURE + END));
        assertThat(events).hasSize(1);
    }

    @Test
    void restOfARefusedMessageIsReadToALimit() {
        String refused = "Server.ServerProxy.InvalidContentType | A message between servers is multipart/mixed";
        assertThat(read(http("application/json", "x".repeat(4096)))).containsExactly("failure " + refused, "end");
        assertThat(read(http("application/json", "x".repeat(4097))))
                .containsExactly(
                        "failure " + refused,
                        "failure " + invalid("More than 4096 bytes follow in a message that was refused | lost"));
    }

    @Test
    void lookAlikesOfABoundaryAreContent() {
        String body = "\r\n--\r\n--bb\r\n--b-\r\n--b \r\n--b\rx\r\n--b\n\r\r\n--b\r\r\n--b-x\r\n-";
        List<String> events = read(http(MESSAGE + part("application/x-road-rest-body", body) + SIGNATURE + END));
        assertThat(events).contains(Transcript.content(body.getBytes(ISO_8859_1)));
    }

    @Test
    void faultInPlaceOfTheSealIsRelayed() {
        for (String before : new String[] {"", MESSAGE, MESSAGE + BODY, MESSAGE + RESULT, MESSAGE + RESULT + CHAIN}) {
            assertThat(read(http(before + part("text/xml; charset=UTF-8", FAULT) + END)))
                    .endsWith("failure Server.X | why", "end");
        }
    }

    @Test
    void wholeResponseThatIsAFaultIsBounded() {
        String response = "HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=utf-8\r\nContent-Length: ";
        assertThat(readResponse(response + FAULT.length() + "\r\n\r\n" + FAULT))
                .containsExactly("failure Server.X | why", "end");
        assertThat(readResponse(response + "601\r\n\r\n" + "x".repeat(601)))
                .containsExactly("failure Server.ClientProxy.InvalidMessage | A fault has at most 600 bytes", "end");
        assertThat(readResponse(response + "4\r\n\r\n<a/>"))
                .containsExactly(
                        "failure Server.ClientProxy.InvalidMessage | A whole response of type text/xml is a SOAP fault",
                        "end");
    }

    @Test
    void responseWithAnotherStatusIsAFault() {
        assertThat(readResponse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"))
                .containsExactly(
                        "failure Server.ClientProxy.HttpError | The provider's security server answered with HTTP status"
                                + " 503",
                        "end");
    }

    @Test
    void connectionLostInTheMiddleLeavesNothing() {
        String whole = http(OCSP + MESSAGE + BODY + RESULT + CHAIN + SIGNATURE + END);
        for (int length = 0; length < whole.length(); length++) {
            assertThat(read(whole.substring(0, length))).doesNotContain("end");
        }
    }

    private static List<String> read(String input) {
        try (Wire wire = Wire.readingRequests(LIMITS)) {
            return wire.read(input.getBytes(ISO_8859_1), new int[0], true);
        }
    }

    private static List<String> readResponse(String input) {
        try (Wire wire = Wire.readingResponses(LIMITS)) {
            return wire.read(input.getBytes(ISO_8859_1), new int[0], false);
        }
    }
}
