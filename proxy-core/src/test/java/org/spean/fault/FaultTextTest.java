package org.spean.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.verification.Reason;

/** Fault texts into JSON, XML and SOAP, and SOAP faults back from strangers. */
class FaultTextTest {
    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "none|application/json",
                "*/*|application/json",
                "text/html|application/json",
                "application/json|application/json",
                "text/xml|text/xml",
                "TEXT/XML; q=0.5|text/xml",
                "text/*|text/xml",
                "application/xml|application/xml",
                "text/html, application/xml;q=0.9, */*;q=0.8|application/xml",
                "application/json, text/xml|application/json",
                ",,;|application/json"
            })
    void acceptChoosesTheForm(@Nullable String accept, String contentType) {
        OwnFault fault = new OwnFault(FaultCode.ACCESS_DENIED, Origin.SERVER_PROXY, "a < b", "id", null);
        RenderedFault rendered = RestFaultRenderer.render(fault, FaultStyle.NEW, accept);
        assertThat(rendered.contentType()).isEqualTo(contentType);
        String body = new String(rendered.body(), UTF_8);
        if (contentType.endsWith("xml")) {
            assertThat(body)
                    .endsWith("<error><type>server.serverproxy.access_denied</type><message>a &lt; b</message>"
                            + "<detail>id</detail></error>");
        } else {
            assertThat(body).startsWith("{\"type\":\"server.serverproxy.access_denied\",\"message\":\"a < b\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"Client.X,400", "client.x,400", "Server.ServerProxy.X,500", "SERVER.x,500", "Serverx,400", "'',400"})
    void statusFollowsTheType(String type, int status) {
        assertThat(RestFaultRenderer.render(new RelayedFault(type, "", ""), FaultStyle.OLD, null)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void codeOfAPeerIsNoWayIntoOurHeaders() {
        RelayedFault fault = new RelayedFault("Server.X\r\nSet-Cookie: a", "", "");
        assertThat(RestFaultRenderer.render(fault, FaultStyle.OLD, null).type()).isEqualTo("Server.X__Set-Cookie:_a");
    }

    @ParameterizedTest
    @EnumSource(FaultCode.class)
    void everyCodeIsFoundByBothSpellings(FaultCode code) {
        for (FaultStyle style : FaultStyle.values()) {
            assertThat(FaultCode.named(code.spelling(style))).isEqualTo(code);
        }
        assertThat(code.spelling(FaultStyle.NEW))
                .isEqualTo(code.spelling(FaultStyle.NEW).toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonToRefuseASignatureHasItsCode(Reason reason) {
        assertThat(FaultCode.named(reason.code())).isNotNull();
    }

    @Property(tries = 300)
    void jsonIsReadAsItWasMeant(@ForAll String message) throws IOException {
        RenderedFault rendered = RestFaultRenderer.render(new RelayedFault("a", message, "d"), FaultStyle.OLD, null);
        var json = new ObjectMapper().readTree(rendered.body());
        assertThat(json.get("message").asText()).isEqualTo(message);
    }

    @Property(tries = 300)
    void soapFaultIsReadAsItWasWritten(@ForAll String message) {
        byte[] envelope = SoapFaultRenderer.render(new RelayedFault("Server.X", message, "d"), FaultStyle.OLD);
        RelayedFault read = Objects.requireNonNull(SoapFaultReader.read(envelope));
        assertThat(read.message()).hasSameSizeAs(message);
        if (message.chars().allMatch(c -> c >= 0x20 && c < 0xD800)) {
            assertThat(read).isEqualTo(new RelayedFault("Server.X", message, "d"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<a/>",
                "<Envelope/>",
                "<e:Envelope xmlns:e='" + ENVELOPE + "'/>",
                "<e:Envelope xmlns:e='" + ENVELOPE + "'><e:Body/></e:Envelope>",
                "<e:Envelope xmlns:e='" + ENVELOPE
                        + "'><e:Body><Fault><faultcode>x</faultcode></Fault></e:Body></e:Envelope>",
                "<e:Envelope xmlns:e='" + ENVELOPE + "'><e:Body><e:Fault><faultcode>x</faultcode></e:Fault></e:Body>",
                "<e:Envelope xmlns:e='" + ENVELOPE
                        + "'><e:Body><e:Fault><faultcode>&x;</faultcode></e:Fault></e:Body></e:Envelope>",
                "<!DOCTYPE x SYSTEM 'file:///etc/hosts'><e:Envelope xmlns:e='" + ENVELOPE
                        + "'><e:Body><e:Fault><faultcode>x</faultcode></e:Fault></e:Body></e:Envelope>",
                "<!DOCTYPE x [<!ENTITY y 'z'>]><e:Envelope xmlns:e='" + ENVELOPE
                        + "'><e:Body><e:Fault><faultcode>&y;</faultcode></e:Fault></e:Body></e:Envelope>"
            })
    void refusesWhatIsNoFault(String document) {
        assertThat(SoapFaultReader.read(document.getBytes(UTF_8))).isNull();
    }

    @Test
    void boundsWhatItReads() {
        String start = "<e:Envelope xmlns:e='" + ENVELOPE + "'><e:Body><e:Fault><faultcode>Server.X</faultcode>";
        String end = "</e:Fault></e:Body></e:Envelope>";
        String deep = "<a>".repeat(100) + "</a>".repeat(100);
        assertThat(SoapFaultReader.read((start + "<detail>" + deep + "</detail>" + end).getBytes(UTF_8)))
                .isNull();
        String text = "y".repeat(100_000);
        RelayedFault fault = Objects.requireNonNull(
                SoapFaultReader.read((start + "<faultstring>" + text + "</faultstring>" + end).getBytes(UTF_8)));
        assertThat(fault.message()).hasSize(8192);
    }

    @Test
    void causeIsNotTold() {
        OwnFault fault = OwnFault.of(
                FaultCode.INTERNAL_ERROR, Origin.CLIENT_PROXY, "broken", new IOException("/etc/secret: 10.0.0.1"));
        assertThat(new String(SoapFaultRenderer.render(fault, FaultStyle.OLD), UTF_8))
                .doesNotContain("secret");
        assertThat(new String(
                        RestFaultRenderer.render(fault, FaultStyle.OLD, null).body(), UTF_8))
                .doesNotContain("secret");
        assertThat(new FaultException(fault)).hasMessageNotContaining("secret").hasCause(fault.cause());
    }
}
