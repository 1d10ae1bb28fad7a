package org.spean.metadata;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.config.ServiceConfig;
import org.spean.config.ServiceDescription;
import org.spean.exchange.BuiltInService;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageSink;
import org.spean.message.RequestHead;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.view.View;

/**
 * {@code listMethods}, {@code allowedMethods} and {@code getOpenAPI} of every provider here, to every client (PR-MREST, 4
 * and 5): {@code GET} only, other methods ask for a service of the configuration.
 */
public final class RestMetadata implements BuiltInService {

    private static final String LIST = "listMethods";
    private static final String ALLOWED = "allowedMethods";
    private static final String OPENAPI = "getOpenAPI";
    private static final String SERVICE_CODE = "serviceCode";

    @Override
    public boolean answers(RequestHead request) {
        return request instanceof RestRequest rest
                && rest.verb().equals("GET")
                && switch (rest.service().serviceCode()) {
                    case LIST, ALLOWED, OPENAPI -> true;
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
        RestRequest rest = (RestRequest) request;
        switch (rest.service().serviceCode()) {
            case LIST ->
                answer(
                        rest,
                        requestHash,
                        "application/json",
                        RestServices.list(view, rest.service().provider()),
                        answer);
            case ALLOWED ->
                answer(
                        rest,
                        requestHash,
                        "application/json",
                        RestServices.allowed(view, rest.service().provider(), rest.client()),
                        answer);
            default -> {
                ServiceDescription description = description(view, rest);
                answer(rest, requestHash, description.contentType(), description.document(), answer);
            }
        }
    }

    private static ServiceDescription description(View view, RestRequest request) {
        String code = serviceCode(request.query());
        if (code == null || code.isEmpty()) {
            throw refusal(FaultCode.INVALID_REQUEST, "Missing serviceCode in the query");
        }
        ServiceConfig service = service(view, request, code);
        if (service == null) {
            throw refusal(FaultCode.INTERNAL_ERROR, "Service not found: " + code);
        }
        ServiceDescription description = service.description();
        if (description == null || description.kind() != ServiceDescription.Kind.OPENAPI) {
            throw refusal(
                    FaultCode.INTERNAL_ERROR,
                    "Invalid service type: " + (service.protocol() == ServiceProtocol.SOAP ? "WSDL" : "REST"));
        }
        return description;
    }

    private static @Nullable ServiceConfig service(View view, RestRequest request, String code) {
        for (ServiceConfig service : view.config().services().values()) {
            ServiceId id = service.id();
            if (id.serviceCode().equals(code)
                    && id.provider().equals(request.service().provider())) {
                return service;
            }
        }
        return null;
    }

    /** The last value of the parameter, whose name is read in any case. */
    private static @Nullable String serviceCode(@Nullable String query) {
        String code = null;
        try {
            Map<String, List<String>> parameters =
                    new QueryStringDecoder(query == null ? "" : query, false).parameters();
            for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
                if (parameter.getKey().equalsIgnoreCase(SERVICE_CODE)) {
                    code = parameter.getValue().getLast();
                }
            }
        } catch (IllegalArgumentException e) {
            throw refusal(FaultCode.INVALID_REQUEST, "The query is not percent-encoded as it must be");
        }
        return code;
    }

    private static FaultException refusal(FaultCode code, String message) {
        return FaultException.of(code, Origin.SERVER_PROXY, message);
    }

    private static void answer(
            RestRequest request, String requestHash, String contentType, byte[] body, MessageSink answer) {
        answer.write(
                RestResponse.compose(200, "OK", List.of(Map.entry("content-type", contentType)), request, requestHash));
        answer.write(AttachmentHead.BODY);
        answer.write(new Content(Unpooled.wrappedBuffer(body)));
        answer.write(MessageEnd.INSTANCE);
    }
}
