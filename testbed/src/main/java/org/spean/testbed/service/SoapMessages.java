package org.spean.testbed.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** SOAP messages as an information system writes them (PR-MESS 4.0), alone or with attachments. */
public final class SoapMessages {
    /** Content type of a message with attachments by {@link #related}. */
    public static final String RELATED =
            "multipart/related; type=\"text/xml\"; start=\"<root@bank>\"; boundary=\"bankBoundary5281\"";

    /** The same by MTOM. */
    public static final String RELATED_XOP = "multipart/related; type=\"application/xop+xml\"; start=\"<root@bank>\";"
            + " start-info=\"text/xml\"; boundary=\"bankBoundary5281\"";

    private static final String BOUNDARY = "bankBoundary5281";
    private static final String[] CODES = {"xRoadInstance", "memberClass", "memberCode", "subsystemCode", "serviceCode"
    };

    private SoapMessages() {}

    /**
     * A request for a service, which is the element in its body too.
     *
     * @param client instance/class/member/subsystem
     * @param service instance/class/member/subsystem/service/version
     * @param body elements within the request's element
     */
    public static String request(String client, String service, String id, String body) {
        String code = service.split("/", -1)[4];
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:xro=\"http://x-road.eu/xsd/xroad.xsd\" xmlns:iden=\"http://x-road.eu/xsd/identifiers\">"
                + "<soapenv:Header>"
                + identifier("client", "SUBSYSTEM", client)
                + identifier("service", "SERVICE", service)
                + "<xro:userId>KH123456</xro:userId><xro:id>" + id + "</xro:id>"
                + "<xro:protocolVersion>4.0</xro:protocolVersion></soapenv:Header><soapenv:Body>"
                + "<ns:" + code + " xmlns:ns=\"http://identity.moi.test/xroad\">" + body
                + "</ns:" + code + "></soapenv:Body></soapenv:Envelope>";
    }

    private static String identifier(String name, String type, String id) {
        String[] segments = id.split("/", -1);
        StringBuilder out = new StringBuilder("<xro:" + name + " iden:objectType=\"" + type + "\">");
        for (int i = 0; i < segments.length; i++) {
            String code = i < CODES.length ? CODES[i] : "serviceVersion";
            out.append("<iden:").append(code).append('>').append(segments[i]);
            out.append("</iden:").append(code).append('>');
        }
        return out.append("</xro:").append(name).append('>').toString();
    }

    /**
     * A message with that many attachments of {@link SampleBytes}, made as it is sent.
     *
     * @param xop whether by MTOM; goes with {@link #RELATED_XOP}
     */
    public static Publisher<ByteBuf> related(String envelope, int attachments, long bytesEach, boolean xop) {
        String root = "--" + BOUNDARY + "\r\nContent-Type: "
                + (xop ? "application/xop+xml; charset=UTF-8; type=\"text/xml\"" : "text/xml; charset=UTF-8")
                + "\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: <root@bank>\r\n\r\n" + envelope;
        return Flux.concat(
                text(root),
                Flux.range(1, attachments)
                        .concatMap(
                                number -> Flux.concat(
                                        text("\r\n--" + BOUNDARY + "\r\nContent-Type: application/octet-stream\r\n"
                                                + "Content-Transfer-Encoding: binary\r\nContent-ID: <part-" + number
                                                + "@bank>\r\n\r\n"),
                                        SampleBytes.stream(bytesEach)),
                                1),
                text("\r\n--" + BOUNDARY + "--\r\n"));
    }

    private static Mono<ByteBuf> text(String text) {
        return Mono.fromSupplier(() -> Unpooled.copiedBuffer(text, UTF_8));
    }
}
