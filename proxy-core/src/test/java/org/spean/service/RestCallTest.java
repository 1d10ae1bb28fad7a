package org.spean.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.spean.config.AccessList;
import org.spean.config.ServiceConfig;
import org.spean.config.ServiceTlsConfig;
import org.spean.config.TlsConfig;
import org.spean.exchange.FarListener;
import org.spean.fault.Fault;
import org.spean.fault.FaultException;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;
import org.spean.message.Header;
import org.spean.message.MessageEvent;
import org.spean.message.RestRequest;

/** Whatever a peer has signed: what of it is not refused is one request to the service, of the lines that were judged. */
class RestCallTest {

    @SuppressWarnings("StringConcatToTextBlock") // its lines end in CR LF
    private static final String GOOD = "POST\r\n/r1/I/C/M/S/svc/public/a?b=c\r\nX-Road-Client:I/C/M\r\nX-Road-Id:i\r\n"
            + "x-road-request-id:r\r\nContent-Type:text/plain\r\nX:y\r\n";

    private static final ServiceConfig SERVICE = new ServiceConfig(
            ServiceId.parse("I/C/M/S/svc"),
            URI.create("http://service.example/api"),
            ServiceProtocol.REST,
            Duration.ofSeconds(1),
            0,
            null,
            new ServiceTlsConfig(true, List.of(), null, new TlsConfig(List.of(), List.of())),
            AccessList.of(List.of()),
            List.of(),
            null);

    private static final FarListener NOBODY = new FarListener() {
        @Override
        public void received(MessageEvent event) {
            throw new IllegalStateException("received: " + event);
        }

        @Override
        public void writable() {
            throw new IllegalStateException("writable");
        }

        @Override
        public void broken(Fault fault) {
            throw new IllegalStateException("broken: " + fault);
        }
    };

    @Provide
    Arbitrary<List<Tuple.Tuple2<Integer, String>>> insertions() {
        Arbitrary<String> pieces = Arbitraries.of(
                "\r",
                "\n",
                "\r\n",
                "\r\n\r\n",
                "\0",
                " ",
                "\t",
                ":",
                "\u000b",
                "\u0085",
                "\u00a0",
                "\u00ff",
                "%0d%0a",
                "/../",
                "//",
                "#",
                "?",
                ";",
                "\\",
                "\r\n ",
                "\r\nContent-Length:7\r\n",
                "\r\nTransfer-Encoding:chunked\r\n",
                "\r\nHost:evil\r\n",
                "\r\nX_Road_Client:I/C/N\r\n",
                "\r\nConnection:close\r\n",
                "\r\nX-Evil:1",
                " HTTP/1.1\r\n",
                "CONNECT",
                "X-Road-Client:I/C/N\r\n");
        return Arbitraries.integers()
                .between(0, GOOD.length())
                .flatMap(at -> pieces.map(piece -> Tuple.of(at, piece)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Property(tries = 3000)
    void isOneRequestOfTheLinesJudged(@ForAll("insertions") List<Tuple.Tuple2<Integer, String>> insertions) {
        StringBuilder part = new StringBuilder(GOOD);
        insertions.forEach(each -> part.insert(Math.min(each.get1(), part.length()), each.get2()));
        RestRequest request;
        try {
            request = RestRequest.parse(part.toString().getBytes(ISO_8859_1));
        } catch (FaultException e) {
            return; // refused
        }
        List<String> lines = lines(request);
        assertThat(lines.getFirst())
                .isEqualTo(request.verb() + " /api" + request.servicePath()
                        + (request.query() == null ? "" : "?" + request.query()) + " HTTP/1.1")
                .matches("[!-~]+ [!-~]+ HTTP/1.1")
                .doesNotStartWith("CONNECT ");
        List<String> expected = new ArrayList<>();
        for (Header header : request.headers()) {
            expected.add(header.name() + ": " + header.value());
        }
        expected.add("host: service.example");
        expected.add("content-length: 4");
        assertThat(lines.subList(1, lines.size())).containsExactlyElementsOf(expected);
        assertThat(lines).noneMatch(line -> line.matches("(?is).*[\\x00-\\x08\\x0a-\\x1f\\x7f].*"));
        assertThat(lines)
                .filteredOn(line -> line.matches("(?is)x[-_]road[-_]client.*"))
                .hasSize(1);
    }

    /** As they go out, without the empty line. */
    private static List<String> lines(RestRequest request) {
        EmbeddedChannel wire = new EmbeddedChannel(new HttpRequestEncoder());
        wire.writeOutbound(new RestCall(SERVICE, request, "hash", 4, NOBODY).head());
        ByteBuf bytes = Objects.requireNonNull(wire.<ByteBuf>readOutbound());
        String text = bytes.toString(ISO_8859_1);
        bytes.release();
        wire.finishAndReleaseAll();
        assertThat(text).endsWith("\r\n\r\n");
        assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
        return List.of(text.substring(0, text.length() - 4).split("\r\n", -1));
    }
}
