package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.fault.FaultException;
import org.spean.fault.FaultStyle;

class RestHeadTest {
    private static final String TARGET = "/r1/I/C/M/S/svc";

    private static RestRequest compose(String target, String... headers) {
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            entries.add(new SimpleEntry<>(headers[i], headers[i + 1]));
        }
        return RestRequest.compose("GET", target, entries, "r", () -> "I-q");
    }

    private static String text(MessageHead head) {
        return new String(head.octets(), UTF_8);
    }

    private static void refuses(ThrowingCallable call, String code, String rule) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FaultException.class, e -> {
            assertThat(e.fault().code(FaultStyle.OLD)).isEqualTo(code);
            assertThat(e.fault().message()).contains(rule);
        });
    }

    @Test
    void leavesOutWhatBelongsToTheHop() {
        RestRequest request = compose(
                TARGET,
                "Host",
                "h",
                "X-ROAD-CLIENT",
                "I/C/M",
                "x-road-request-id",
                "forged",
                "X-Road-Request-Hash",
                "forged",
                "Connection",
                "close",
                "TE",
                "x",
                "Expect",
                "100-continue",
                "Server",
                "s",
                "Proxy-Authorization",
                "x",
                "Cookie",
                "a=b",
                "X-Road-Id",
                " ");
        assertThat(text(request))
                .isEqualTo("GET\r\n" + TARGET + "\r\nX-ROAD-CLIENT:I/C/M\r\nCookie:a=b\r\nx-road-request-id:r\r\n"
                        + "x-road-id:I-q\r\n");
        assertThat(request.servicePath()).isEmpty();
        assertThat(request.query()).isNull();
        assertThat(request.accept()).isEmpty();
        assertThat(request.contentType()).isEmpty();
    }

    @Test
    void whatIsComposedIsParsed() {
        RestRequest request = compose(
                TARGET + "/a%20b//c?x=%2F?",
                "x-road-client",
                "I/C/M/S%C3%A9",
                "X-Road-Security-Server",
                "I/C/M/ss",
                "A",
                "");
        RestRequest parsed = RestRequest.parse(request.octets());
        assertThat(parsed.octets()).isSameAs(request.octets());
        assertThat(parsed.headers()).isEqualTo(request.headers());
        assertThat(parsed.client()).isEqualTo(request.client());
        assertThat(parsed.client().subsystem()).isEqualTo("Sé");
        assertThat(parsed.service()).isEqualTo(request.service());
        assertThat(parsed.servicePath()).isEqualTo("/a%20b//c");
        assertThat(parsed.query()).isEqualTo("x=%2F?");
        assertThat(parsed.targetServer()).isEqualTo(request.targetServer()).isNotNull();
        assertThat(parsed.queryId()).isEqualTo("I-q");
        assertThat(parsed.requestId()).isEqualTo("r");
    }

    /** Netty gives bytes as characters: UTF-8 stays what it was, ISO 8859-1 becomes UTF-8, since the part is that. */
    @Test
    void headersAreUtf8() {
        String utf8 = new String("ស្ពាន".getBytes(UTF_8), ISO_8859_1);
        RestRequest request = compose(TARGET, "x-road-client", "I/C/M/S", "A", utf8, "B", "caf\u00e9", "C", "ស");
        assertThat(text(request)).contains("A:ស្ពាន\r\n").contains("B:café\r\n").contains("C:ស\r\n");
        RestResponse response =
                RestResponse.compose(200, utf8, List.of(new SimpleEntry<>("A", "caf\u00e9")), request, "hash");
        assertThat(text(response)).startsWith("200\r\nស្ពាន\r\nA:café\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/r1",
                "/r1/",
                "/r2/I/C/M/S/svc",
                "/r1/I/C/M/S",
                "/r1/I/C/M/S/",
                "/r1//C/M/S/svc",
                "/r1/I/C/M//svc",
                "/r1/I/C/M/S/%00",
                "/r1/I/C/M/S/%2F",
                "/r1/I/C/M/S/%",
                "/r1/I/C/M/../svc",
                "/r1/I/C/M/S/svc a",
                "r1/I/C/M/S/x",
                "/r1/I/C/M/S/svc\r\nX-Road-Client:I/C/N",
                "/r1/I/C/M/S/svc#x",
                "http://h/r1/I/C/M/S/svc",
                ""
            })
    void badTargetIsRefused(String target) {
        refuses(
                () -> compose(target, "x-road-client", "I/C/M/S"),
                "Server.ClientProxy.InternalError",
                "Invalid request URI: ");
    }

    @ParameterizedTest
    @CsvSource({
        "I/C,InternalError,Invalid Client Id: ",
        "I/C/M/S/x,InternalError,Invalid Client Id: ",
        "I/C/M/%2e%2e,InternalError,Invalid Client Id: ",
        "'',InvalidClientIdentifier,The client identifier is missing: "
    })
    void badClientIsRefused(String client, String code, String rule) {
        refuses(() -> compose(TARGET, "x-road-client", client), "Server.ClientProxy." + code, rule);
    }

    @Test
    void ambiguityIsRefused() {
        refuses(
                () -> compose(TARGET, "x-road-client", "I/C/M", "X-Road-Client", "I/C/M"),
                "Server.ClientProxy.InvalidClientIdentifier",
                "ambiguous");
        refuses(
                () -> compose(TARGET, "x-road-client", "I/C/M", "x-road-id", "a", "x-road-id", "b"),
                "Server.ClientProxy.BadRequest",
                "'x-road-id' must not be given more than once");
        refuses(
                () -> compose(TARGET, "x-road-client", "I/C/M", "X-Road-Security-Server", "I/C/M"),
                "Server.ClientProxy.InvalidSecurityServer",
                "Invalid X-Road-Security-Server: ");
    }

    @Test
    void nothingCanBeSmuggledIn() {
        refuses(
                () -> compose(TARGET, "x-road-client", "I/C/M", "a", "b\r\nx-road-id:c"),
                "Server.ClientProxy.BadRequest",
                "no control characters");
        refuses(
                () -> compose(TARGET, "x-road-client", "I/C/M", "a:b", "c"),
                "Server.ClientProxy.BadRequest",
                "no control characters");
        RestRequest request = compose(TARGET, "x-road-client", "I/C/M");
        refuses(
                () -> RestResponse.compose(200, "OK", List.of(new SimpleEntry<>("a", "b\nc")), request, "hash"),
                "Server.ServerProxy.ServiceFailed",
                "control characters");
    }

    @ParameterizedTest
    @CsvSource({"99", "600", "2x0", "0200", "''", "-20"})
    void badStatusIsRefused(String status) {
        refuses(
                () -> RestResponse.parse((status + "\r\nOK\r\n").getBytes(UTF_8)),
                "Server.ClientProxy.InvalidMessage",
                "a response begins with a status from 200 to 599");
    }

    @Test
    void lastXRoadHeaderOfAResponseCounts() {
        RestRequest request = compose(TARGET, "x-road-client", "I/C/M");
        String composed = text(RestResponse.compose(200, "OK", List.of(), request, "hash"));
        RestResponse response = RestResponse.parse(composed.replace("OK\r\n", "OK\r\nx-road-service:J/C/M/S/other\r\n")
                .getBytes(UTF_8));
        response.mustMatch(request, "hash");
        refuses(
                () -> RestResponse.parse(
                        composed.replaceFirst("x-road-client.*\r\n", "").getBytes(UTF_8)),
                "Server.ClientProxy.InconsistentResponse",
                "header 'x-road-client' is missing");
        refuses(
                () -> RestResponse.parse(composed.replaceFirst("x-road-client:.*\r\n", "x-road-client:I\r\n")
                        .getBytes(UTF_8)),
                "Server.ClientProxy.InconsistentResponse",
                "Response does not belong to the request");
    }

    @Property(tries = 1000)
    void bytesOfAStrangerGiveAFaultOrAHead(@ForAll byte[] bytes) {
        for (byte[] octets : new byte[][] {bytes, damaged(bytes)}) {
            try {
                RestRequest.parse(octets);
            } catch (FaultException e) {
                assertThat(e.fault().message()).isNotEmpty();
            }
            try {
                RestResponse.parse(octets);
            } catch (FaultException e) {
                assertThat(e.fault().message()).isNotEmpty();
            }
        }
    }

    private static byte[] damaged(byte[] noise) {
        byte[] octets = compose(TARGET + "?a", "x-road-client", "I/C/M", "a", "b")
                .octets()
                .clone();
        for (byte b : noise) {
            octets[ThreadLocalRandom.current().nextInt(octets.length)] = b;
        }
        return octets;
    }

    @Test
    void requestHashIsSha512OnTheOutside() {
        RestRequest request = compose(TARGET, "x-road-client", "I/C/M");
        byte[] body = {1, 2, 3};
        DigestAlgorithm sha256 = DigestAlgorithm.SHA_256;
        DigestAlgorithm sha512 = DigestAlgorithm.SHA_512;
        MessageDigests digests =
                new MessageDigests(sha256, sha256.digest(request.octets()), List.of(sha256.digest(body)));
        assertThat(java.util.Base64.getDecoder().decode(RequestHash.of(request, digests)))
                .isEqualTo(sha512.digest(sha512.digest(request.octets()), sha256.digest(body)));
        assertThatThrownBy(() -> RequestHash.of(digests)).isInstanceOf(IllegalArgumentException.class);
    }
}
