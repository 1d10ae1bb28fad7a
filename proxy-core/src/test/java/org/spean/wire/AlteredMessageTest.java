package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultStyle;
import org.spean.golden.Capture;
import org.spean.golden.RawMessage;

/** Captured messages with one bit flipped, with more than was signed, or from the wrong server: nothing of them gets through. */
@ExtendWith(Stages.class)
class AlteredMessageTest {

    private static final int RANDOM_FLIPS = 12;

    static Stream<Capture> requests() {
        return Stream.of(
                        "golden/rest-get-small",
                        "golden/rest-post-json",
                        "golden/batch-16",
                        "golden-camdx/rest-get",
                        "golden-camdx/batch-8",
                        "ec/ec-rest-get",
                        "ec/ec-rest-post-json",
                        "golden/soap-simple",
                        "golden/soap-attachment-2",
                        "golden/soap-mtom",
                        "golden-camdx/soap-simple",
                        "golden-camdx/soap-attachment-1",
                        "ec/ec-soap-simple",
                        "ica/ica-soap-attachment-2",
                        "ica/ica-rest-204",
                        "ica/ica-rest-post-json")
                .map(Exchanges::named);
    }

    // ---- requests, at the provider's side

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsRefusedWithTheRightFault(Capture request) throws Exception {
        for (Alteration alteration : Alteration.values()) {
            byte[] altered = alteration.of(request);
            if (altered != null) {
                refused(request, "bank-auth", altered, alteration.code(), alteration.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsRefusedWhicheverBitIsFlipped(Capture request) throws Exception {
        Random random = new Random(request.toString().hashCode());
        for (int i = 0; i < RANDOM_FLIPS; i++) {
            byte[] entity = request.entity().clone();
            int at = somewhere(request, random);
            entity[at] ^= (byte) (1 << random.nextInt(8));
            refused(request, "bank-auth", Alteration.framed(request, entity), null, "byte " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/rest-get-small", "golden-camdx/rest-get", "ec/ec-rest-get", "ica/ica-rest-get"})
    void requestWithABodyThatIsNotSignedIsRefused(String name) throws Exception {
        Capture request = Exchanges.named(name);
        refused(request, "bank-auth", withBody(request), "hashchain_unused_inputs", "body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"golden/rest-post-json", "golden-camdx/rest-get", "ec/ec-rest-get", "ica/ica-rest-post-json"})
    void requestOfAClientOfAnotherServerIsRefused(String name) throws Exception {
        Capture request = Exchanges.named(name);
        refused(request, "gw-auth", request.bytes(), "ssl_authentication_failed", "gw-auth");
    }

    private static void refused(Capture request, String server, byte[] bytes, @Nullable String code, String what)
            throws Exception {
        Stage stage = Stages.of(request.set().name());
        stage.as(request.date(), "xtop");
        long records = stage.ministryRecords();

        byte[] answer = stage.replay(server, bytes);

        assertThat(stage.service().seen())
                .as("%s, %s: seen by the service", request, what)
                .isEmpty();
        assertThat(stage.ministryRecords()).as("%s, %s: records", request, what).isEqualTo(records);
        String fault = Fault.inSoap(new String(answer, UTF_8));
        if (code == null) {
            assertThat(fault).as("%s, %s", request, what).startsWithIgnoringCase("server.serverproxy.");
        } else {
            assertThat(fault)
                    .as("%s, %s: %s", request, what, new String(answer, UTF_8))
                    .isEqualTo(spelt(request, "server.serverproxy.", "Server.ServerProxy.", code));
        }
    }

    // ---- responses, at the consumer's side

    @ParameterizedTest
    @MethodSource("requests")
    void responseIsRefusedWithTheRightFault(Capture request) throws Exception {
        Capture response = Exchanges.response(request);
        for (Alteration alteration : Alteration.values()) {
            byte[] altered = alteration.of(response);
            if (altered != null) {
                notDelivered(request, altered, alteration.code(), alteration.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void responseIsRefusedWhicheverBitIsFlipped(Capture request) throws Exception {
        Capture response = Exchanges.response(request);
        Random random = new Random(response.toString().hashCode());
        for (int i = 0; i < RANDOM_FLIPS; i++) {
            byte[] entity = response.entity().clone();
            int at = somewhere(response, random);
            entity[at] ^= (byte) (1 << random.nextInt(8));
            notDelivered(request, Alteration.framed(response, entity), null, "byte " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/rest-204", "golden-camdx/rest-204", "ec/ec-rest-204", "ica/ica-rest-204"})
    void responseWithABodyThatIsNotSignedIsRefused(String name) throws Exception {
        Capture request = Exchanges.named(name);
        byte[] response = withBody(Exchanges.response(request));
        notDelivered(request, response, "hashchain_unused_inputs", "body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"golden/rest-post-json", "golden-camdx/rest-get", "ec/ec-rest-get", "ica/ica-rest-post-json"})
    void nothingIsSentToAServerThatDoesNotServeTheProvider(String name) throws Exception {
        Capture request = Exchanges.named(name);
        Stage stage = Stages.of(request.set().name());
        List<byte[]> received = stage.withPeer("gw-auth", peer -> {
            try {
                byte[] response = Exchanges.response(request).bytes();
                notDelivered(stage, request, response, "ssl_authentication_failed", "gw-auth", 0);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return peer.requests();
        });
        assertThat(received).isEmpty();
    }

    private static void notDelivered(Capture request, byte[] response, @Nullable String code, String what)
            throws Exception {
        notDelivered(Stages.of(request.set().name()), request, response, code, what, 1);
    }

    private static void notDelivered(
            Stage stage, Capture request, byte[] response, @Nullable String code, String what, int recorded)
            throws Exception {
        stage.as(Stage.signed(request), request.boundary());
        stage.serve(response, false);
        long records = stage.bankRecords();
        ClientRequest client = ClientRequest.of(request);

        RawMessage answer = stage.ask(client.bytes(), client.ids());

        String text = new String(answer.entity(), UTF_8);
        assertThat(answer.startLine())
                .as("%s, %s: %s", request, what, text)
                .startsWith(request.rest() ? "HTTP/1.1 500" : "HTTP/1.1 200");
        String fault = request.rest() ? Fault.inJson(answer) : Fault.inSoap(answer);
        assertThat(answer.header("X-Road-Error")).as("%s, %s", request, what).isEqualTo(request.rest() ? fault : null);
        if (code == null) {
            assertThat(fault).as("%s, %s", request, what).startsWithIgnoringCase("server.clientproxy.");
        } else {
            assertThat(fault)
                    .as("%s, %s: %s", request, what, text)
                    .isEqualTo(spelt(request, "server.clientproxy.", "Server.ClientProxy.", code));
        }
        assertThat(stage.bankRecords()).as("%s, %s: records", request, what).isEqualTo(records + recorded);
    }

    // ---- both

    private static String spelt(Capture capture, String newOrigin, String oldOrigin, String code) {
        FaultCode named = Objects.requireNonNull(FaultCode.named(code), code);
        return capture.set().name().equals("golden-camdx")
                ? oldOrigin + named.spelling(FaultStyle.OLD)
                : newOrigin + named.spelling(FaultStyle.NEW);
    }

    /** The index of a byte of the message, of the body or of what is signed of the signature. */
    private static int somewhere(Capture capture, Random random) {
        String text = new String(capture.entity(), ISO_8859_1);
        List<byte[]> regions = Stream.concat(
                        Stream.of(capture.message()),
                        capture.attachments().stream().map(part -> part.content()))
                .filter(bytes -> bytes.length > 0)
                .toList();
        int choice = random.nextInt(regions.size() + 1);
        if (choice == regions.size()) {
            int from = text.indexOf("<ds:SignedInfo>");
            return from + random.nextInt(text.indexOf("</ds:SignedInfo>") - from);
        }
        byte[] region = regions.get(choice);
        return text.indexOf(new String(region, ISO_8859_1)) + random.nextInt(region.length);
    }

    /** With a body in front of the signature, which is over the message alone. */
    private static byte[] withBody(Capture capture) {
        assertThat(capture.signature().chain()).isNull();
        String text = new String(capture.entity(), ISO_8859_1);
        String separator = "\r\n--" + capture.boundary() + "\r\n";
        int signature = text.indexOf(separator + "content-type: signature/");
        String altered = text.substring(0, signature)
                + separator
                + "content-type: application/x-road-rest-body\r\n\r\n{\"amount\":1000000}"
                + text.substring(signature);
        byte[] bytes = altered.getBytes(ISO_8859_1);
        assertThat(Arrays.equals(bytes, capture.entity())).isFalse();
        return Alteration.framed(capture, bytes);
    }
}
