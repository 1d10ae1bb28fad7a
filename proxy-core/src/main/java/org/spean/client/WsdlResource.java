package org.spean.client;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;

/**
 * {@code GET /wsdl}, which X-Road's servers have served no more since 2020 (PR-META 2.11) and refuse with this code:
 * a WSDL is asked of its provider, in the name of a client, by the service {@code getWsdl}. The refusal says so.
 */
final class WsdlResource implements ClientResource {

    private static final String PATH = "/wsdl";

    @Override
    public boolean matches(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && (request.uri().equals(PATH) || request.uri().startsWith(PATH + "?"));
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        connection.form(
                new SoapAnswer(request, connection.facilities().view().config().faultStyle()));
        throw FaultException.of(
                FaultCode.INVALID_HTTP_METHOD,
                Origin.CLIENT,
                "Must use POST request method instead of GET: a WSDL is retrieved by the SOAP service getWsdl of its"
                        + " provider");
    }
}
