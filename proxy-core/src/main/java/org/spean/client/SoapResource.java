package org.spean.client;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;

/** SOAP messages, and so whatever no other resource answers: {@code POST /}, as X-Road has it (PR-MESS). */
final class SoapResource implements ClientResource {

    @Override
    public boolean matches(HttpRequest request) {
        return true;
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        connection.form(
                new SoapAnswer(request, connection.facilities().view().config().faultStyle()));
        if (!request.method().equals(HttpMethod.POST)) {
            throw FaultException.of(
                    FaultCode.INVALID_HTTP_METHOD,
                    Origin.CLIENT,
                    "Must use POST request method instead of "
                            + request.method().name());
        }
        connection.requireRoom();
        SoapConversation conversation = new SoapConversation(request, connection);
        connection.resumeHead();
        return conversation;
    }
}
