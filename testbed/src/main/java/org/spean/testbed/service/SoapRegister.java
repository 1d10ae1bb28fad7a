package org.spean.testbed.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The register's SOAP service {@code personDetails}: answers who a person is, and of each attachment of the request its
 * length and SHA-256. A question in UTF-16 is answered in UTF-16. The element {@code photoBytes} of the request asks for an attachment of that many
 * {@link SampleBytes}; a person numbered {@code fault} gives a SOAP fault. Bodies stream both ways.
 */
final class SoapRegister {
    private static final String NAMESPACE = "http://identity.moi.test/xroad";
    private static final String BOUNDARY = "registerBoundary7423";
    private static final Pattern ENVELOPE = Pattern.compile("<([A-Za-z0-9_-]+):Envelope[\\s>]");
    private static final Pattern PERSON = Pattern.compile("personcode>([^<]*)<");
    private static final Pattern PHOTO = Pattern.compile("photoBytes>([0-9]+)<");
    private static final Pattern TYPE_BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");

    private final Population population;

    SoapRegister(Population population) {
        this.population = population;
    }

    Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        Matcher boundary = TYPE_BOUNDARY.matcher(type);
        RelatedParts parts =
                new RelatedParts(type.startsWith("multipart/") && boundary.find() ? boundary.group(1) : null);
        return request.receive()
                .doOnNext(parts::add)
                .then(Mono.defer(() -> answer(parts, type.contains("xop+xml"), response)));
    }

    private Mono<Void> answer(RelatedParts parts, boolean xop, HttpServerResponse response) {
        parts.end();
        SoapText question = SoapText.of(parts.first());
        String asked = question.text();
        Matcher prefix = ENVELOPE.matcher(asked);
        String soap = prefix.find() ? prefix.group(1) : "";
        int headerEnd = asked.indexOf("</" + soap + ":Header>");
        if (soap.isEmpty() || headerEnd < 0) {
            return fault(response, "not a SOAP message");
        }
        String person = found(PERSON, asked, "");
        if (person.equals("fault")) {
            return fault(response, "the register is closed");
        }
        String photo = found(PHOTO, asked, "");
        String envelope = asked.substring(0, headerEnd) + "</" + soap + ":Header><" + soap + ":Body>"
                + body(person, parts, !photo.isEmpty(), xop) + "</" + soap + ":Body></" + soap + ":Envelope>";
        return photo.isEmpty()
                ? send(response, question.contentType("text/xml"), Mono.just(question.like(envelope)))
                : withPhoto(response, question, envelope, Long.parseLong(photo), xop);
    }

    private String body(String number, RelatedParts parts, boolean photo, boolean xop) {
        @Nullable Person person = population.find(number);
        StringBuilder out = new StringBuilder("<ns:personDetailsResponse xmlns:ns=\"" + NAMESPACE + "\">");
        if (person != null) {
            out.append("<ns:person><ns:personcode>").append(person.id()).append("</ns:personcode><ns:name>");
            out.append(person.name()).append("</ns:name></ns:person>");
        }
        for (RelatedParts.Attachment attachment : parts.attachments()) {
            out.append("<ns:received bytes=\"").append(attachment.length()).append("\" sha256=\"");
            out.append(attachment.sha256()).append("\"/>");
        }
        if (photo) {
            out.append("<ns:photo>")
                    .append(
                            xop
                                    ? "<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:photo@register\"/>"
                                    : "cid:photo@register")
                    .append("</ns:photo>");
        }
        return out.append("</ns:personDetailsResponse>").toString();
    }

    private static Mono<Void> withPhoto(
            HttpServerResponse response, SoapText question, String envelope, long length, boolean xop) {
        String rootType = xop
                ? question.contentType("application/xop+xml") + "; type=\"text/xml\""
                : question.contentType("text/xml");
        String head = "--" + BOUNDARY + "\r\nContent-Type: " + rootType + "\r\nContent-ID: <root@register>\r\n\r\n";
        String next = "\r\n--" + BOUNDARY
                + "\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <photo@register>\r\n\r\n";
        String type = "multipart/related; type=\"" + (xop ? "application/xop+xml" : "text/xml")
                + "\"; start=\"<root@register>\"; " + (xop ? "start-info=\"text/xml\"; " : "") + "boundary=\""
                + BOUNDARY
                + "\"";
        return send(
                response,
                type,
                Flux.concat(
                        Mono.just(text(head)),
                        Mono.just(question.like(envelope)),
                        Mono.just(text(next)),
                        SampleBytes.stream(length),
                        Mono.just(text("\r\n--" + BOUNDARY + "--\r\n"))));
    }

    private static Mono<Void> fault(HttpServerResponse response, String why) {
        response.status(500);
        return send(
                response,
                "text/xml; charset=UTF-8",
                Mono.just(text("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>"
                        + "<faultcode>e:Server</faultcode><faultstring>" + why
                        + "</faultstring></e:Fault></e:Body></e:Envelope>")));
    }

    private static Mono<Void> send(HttpServerResponse response, String type, Publisher<ByteBuf> body) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, type).send(body).then();
    }

    private static String found(Pattern pattern, String text, String otherwise) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : otherwise;
    }

    private static ByteBuf text(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
    }
}
