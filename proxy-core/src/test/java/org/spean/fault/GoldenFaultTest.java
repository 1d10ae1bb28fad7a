package org.spean.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;

/** Every fault that the captures show, to clients and between servers, is read and written again byte for byte. */
class GoldenFaultTest {
    /** A captured answer to a client. */
    @SuppressWarnings("ArrayRecordComponent") // test data, never compared
    record Answer(String name, int status, @Nullable String error, String contentType, byte[] body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Answer> answers() {
        return Stream.of("golden", "golden-camdx", "ec")
                .map(set -> CaptureSet.named(set).root().resolve("exchanges"))
                .flatMap(GoldenFaultTest::walk)
                .filter(file -> file.getFileName().toString().matches("client-response.*raw\\.bin"))
                .map(GoldenFaultTest::answer);
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer answer(Path file) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(8 * 1024 * 1024));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel.finish();
        FullHttpResponse response = channel.readInbound();
        try {
            int names = file.getNameCount();
            return new Answer(
                    file.subpath(names - 4, names - 1).toString(),
                    response.status().code(),
                    response.headers().get("X-Road-Error"),
                    Objects.requireNonNullElse(response.headers().get("Content-Type"), ""),
                    ByteBufUtil.getBytes(response.content()));
        } finally {
            response.release();
        }
    }

    static Stream<Answer> restFaults() {
        return answers().filter(a -> a.error() != null && a.contentType().equals("application/json"));
    }

    static Stream<Answer> soapFaults() {
        return answers().filter(a -> new String(a.body(), UTF_8).contains("<faultcode>"));
    }

    static Stream<Capture> transportFaults() {
        return Capture.allWithSoap()
                .filter(c ->
                        c.parts().isEmpty() || (!c.isSigned() && c.messagePart().is("text/xml")));
    }

    @ParameterizedTest
    @MethodSource("restFaults")
    void restClientGetsTheCapturedBytes(Answer answer) throws IOException {
        JsonNode json = new ObjectMapper().readTree(answer.body());
        RelayedFault fault = new RelayedFault(
                json.get("type").asText(),
                json.get("message").asText(),
                json.get("detail").asText());
        RenderedFault rendered = RestFaultRenderer.render(fault, FaultStyle.OLD, "*/*");
        assertThat(new String(rendered.body(), UTF_8)).isEqualTo(new String(answer.body(), UTF_8));
        assertThat(rendered.status()).isEqualTo(answer.status());
        assertThat(rendered.type()).isEqualTo(answer.error());
        assertThat(rendered.contentType()).isEqualTo(answer.contentType());
        isOneOfOurs(fault);
    }

    @ParameterizedTest
    @MethodSource("soapFaults")
    void soapClientGetsTheCapturedBytes(Answer answer) {
        assertThat(answer.status()).isIn(200, 500);
        writesAgain(answer.body());
    }

    @ParameterizedTest
    @MethodSource("transportFaults")
    void peerGetsTheCapturedBytes(Capture capture) {
        writesAgain(capture.parts().isEmpty() ? capture.entity() : capture.message());
    }

    private static void writesAgain(byte[] envelope) {
        RelayedFault fault = Objects.requireNonNull(SoapFaultReader.read(envelope));
        if (fault.code().equals("SOAP-ENV:Server")) {
            ServiceSoapFault service = Objects.requireNonNull(SoapFaultReader.readOfService(envelope, "text/xml"));
            assertThat(service.message()).isEqualTo("person registry down");
            assertThat(fault.detail()).isEqualTo("42");
            assertThat(SoapFaultRenderer.render(service, FaultStyle.OLD)).isSameAs(envelope);
        } else {
            assertThat(new String(SoapFaultRenderer.render(fault, FaultStyle.OLD), UTF_8))
                    .isEqualTo(new String(envelope, UTF_8));
            isOneOfOurs(fault);
        }
    }

    /** The code is made of an origin and a code that we know, and we spell both as it was. */
    private static void isOneOfOurs(RelayedFault fault) {
        FaultStyle style = Character.isUpperCase(fault.code().charAt(0)) ? FaultStyle.OLD : FaultStyle.NEW;
        Origin origin = Stream.of(Origin.SERVER_PROXY, Origin.CLIENT_PROXY, Origin.CLIENT)
                .filter(o -> fault.code().startsWith(o.prefix(style) + "."))
                .findFirst()
                .orElseThrow();
        String rest = fault.code().substring(origin.prefix(style).length() + 1);
        FaultCode code = FaultCode.named(rest);
        assertThat(code).as(rest).isNotNull();
        OwnFault own = OwnFault.of(Objects.requireNonNull(code), origin, fault.message());
        assertThat(own.code(style)).isEqualTo(fault.code());
    }
}
