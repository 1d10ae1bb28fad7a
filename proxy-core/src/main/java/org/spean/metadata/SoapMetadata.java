package org.spean.metadata;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.spean.config.ServiceConfig;
import org.spean.config.ServiceDescription;
import org.spean.exchange.BuiltInService;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.XmlText;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageSink;
import org.spean.message.RequestHead;
import org.spean.message.SoapMessage;
import org.spean.message.SoapRequest;
import org.spean.message.SoapResponse;
import org.spean.soap.BodyFields;
import org.spean.soap.SoapBodyWriter;
import org.spean.soap.SoapReply;
import org.spean.view.View;

/**
 * {@code listMethods}, {@code allowedMethods} and {@code getWsdl} of every provider here, to every client (PR-META, 3 and
 * 4). A version of theirs in the request makes no difference.
 */
public final class SoapMetadata implements BuiltInService {

    private static final String LIST = "listMethods";
    private static final String ALLOWED = "allowedMethods";
    private static final String WSDL = "getWsdl";
    private static final String CODE = "serviceCode";
    private static final String VERSION = "serviceVersion";

    @Override
    public boolean answers(RequestHead request) {
        return request instanceof SoapRequest soap
                && switch (soap.service().serviceCode()) {
                    case LIST, ALLOWED, WSDL -> true;
                    default -> false;
                };
    }

    /** Everybody whose request came this far, as the protocol has it. */
    @Override
    public boolean allows(View view, RequestHead request) {
        return true;
    }

    @Override
    public void call(View view, RequestHead request, String requestHash, MessageSink answer) {
        SoapRequest soap = (SoapRequest) request;
        String element = soap.service().serviceCode() + "Response";
        switch (soap.service().serviceCode()) {
            case LIST ->
                answer(
                        soap,
                        requestHash,
                        element,
                        SoapServices.list(view, soap.service().provider(), element),
                        answer);
            case ALLOWED ->
                answer(
                        soap,
                        requestHash,
                        element,
                        SoapServices.allowed(view, soap.service().provider(), soap.client(), element),
                        answer);
            default -> wsdl(view, soap, requestHash, element, answer);
        }
    }

    private static void answer(
            SoapRequest request, String requestHash, String element, String body, MessageSink answer) {
        SoapMessage message = SoapReply.to(request.message(), element, body, requestHash);
        String contentType = SoapReply.contentType(message);
        answer.write(new SoapResponse(message, contentType(contentType), contentType));
        answer.write(MessageEnd.INSTANCE);
    }

    // ---- getWsdl: the document is the one attachment

    private static void wsdl(View view, SoapRequest request, String requestHash, String element, MessageSink answer) {
        Map<String, String> fields = BodyFields.of(request.message(), Origin.SERVER_PROXY);
        ServiceId asked = asked(request, fields);
        ServiceDescription description = description(view, asked);

        StringBuilder body = new StringBuilder(256);
        open(body, element);
        field(body, CODE, asked.serviceCode());
        field(body, VERSION, asked.version());
        SoapMessage message = SoapReply.to(request.message(), element, close(body, element), requestHash);
        String type = "multipart/related; type=\"text/xml\"; charset=UTF-8; boundary=" + SoapBodyWriter.boundary();
        answer.write(new SoapResponse(message, contentType(SoapReply.contentType(message)), type));
        answer.write(new AttachmentHead(
                1,
                contentType(description.contentType())
                        .set("Content-ID", "<wsdl=" + unique() + "@x-road.eu>")
                        .set("Content-Transfer-Encoding", "binary")));
        answer.write(new Content(Unpooled.wrappedBuffer(description.document())));
        answer.write(MessageEnd.INSTANCE);
    }

    private static ServiceId asked(SoapRequest request, Map<String, String> fields) {
        String code = fields.getOrDefault(CODE, "");
        if (code.isEmpty()) {
            throw refusal(FaultCode.INVALID_REQUEST, "Missing serviceCode in message body");
        }
        String version = fields.getOrDefault(VERSION, "");
        try {
            return new ServiceId(request.service().provider(), code, version.isEmpty() ? null : version);
        } catch (IdentifierException e) {
            throw refusal(FaultCode.INVALID_REQUEST, "Invalid service in message body: " + e.getMessage());
        }
    }

    private static ServiceDescription description(View view, ServiceId asked) {
        ServiceConfig service = view.config().service(asked);
        if (service == null) {
            throw refusal(FaultCode.UNKNOWN_SERVICE, "Unknown service: " + asked);
        }
        if (service.protocol() == ServiceProtocol.REST) {
            throw refusal(FaultCode.INVALID_SERVICE_TYPE, "Service is a REST service and does not have a WSDL");
        }
        ServiceDescription description = service.description();
        if (description == null) {
            throw refusal(FaultCode.UNKNOWN_SERVICE, "There is no WSDL of service: " + asked);
        }
        return description;
    }

    private static FaultException refusal(FaultCode code, String message) {
        return FaultException.of(code, Origin.SERVER_PROXY, message);
    }

    private static UUID unique() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static HttpHeaders contentType(String type) {
        return new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, type);
    }

    private static void field(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append("<xro:").append(name).append('>');
            XmlText.append(out, value);
            out.append("</xro:").append(name).append('>');
        }
    }

    // ---- the body's element

    /** Begins the body's element, with the prefixes that are used in it. */
    static void open(StringBuilder out, String element) {
        out.append("<xro:")
                .append(element)
                .append(
                        " xmlns:xro=\"http://x-road.eu/xsd/xroad.xsd\" xmlns:iden=\"http://x-road.eu/xsd/identifiers\">");
    }

    /** Ends the body's element: the body is complete. */
    static String close(StringBuilder out, String element) {
        return out.append("</xro:").append(element).append('>').toString();
    }
}
