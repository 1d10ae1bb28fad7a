package org.spean.exchange;

import org.spean.access.AccessDecision;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.identifier.ServiceProtocol;
import org.spean.message.RequestHead;

/** The client has the right to this service or endpoint, judged on the verified head. */
final class Authorise implements Step<ProviderExchange> {

    @Override
    public String name() {
        return "AUTHORISE";
    }

    @Override
    public void start(ProviderExchange exchange) {
        RequestHead request = exchange.request();
        switch (exchange.access()) {
            case AccessDecision.Allowed allowed
            when !exchange.incoming().discarded() -> {
                demandKey(exchange);
                exchange.service(allowed.service());
                exchange.permit(allowed.permit());
                exchange.advance();
            }
            case AccessDecision.AllowedOwn allowed
            when !exchange.incoming().discarded() -> {
                demandKey(exchange);
                exchange.permit(allowed.permit());
                exchange.advance();
            }
            // rights that came while the request was on its way: its content is gone
            case AccessDecision.Allowed allowed -> throw denied(exchange, request);
            case AccessDecision.AllowedOwn allowed -> throw denied(exchange, request);
            case AccessDecision.WrongProtocol wrong ->
                throw exchange.refuse(
                        FaultCode.INVALID_SERVICE_TYPE,
                        wrong.expected() == ServiceProtocol.SOAP
                                ? "Service is a SOAP service and cannot be called using REST interface"
                                : "Service is a REST service and cannot be called using SOAP interface");
            case AccessDecision.Denied denied -> throw denied(exchange, request);
            case AccessDecision.UnsafePath unsafe -> throw exchange.refuse(FaultCode.ACCESS_DENIED, unsafe.reason());
            case AccessDecision.UnknownService unknown ->
                throw exchange.refuse(FaultCode.UNKNOWN_SERVICE, "Unknown service: " + TypedName.of(request.service()));
            case AccessDecision.Disabled disabled ->
                throw exchange.refuse(
                        FaultCode.SERVICE_DISABLED,
                        "Service " + TypedName.of(request.service()) + " is disabled: " + disabled.notice());
        }
    }

    /** Looked at before the service acts: an answer that cannot be signed is none. */
    private static void demandKey(ProviderExchange exchange) {
        if (exchange.facilities().identities().signing(exchange.ownSigner()) == null) {
            throw exchange.refuse(
                    FaultCode.CANNOT_CREATE_SIGNATURE, "No usable signing key for member " + exchange.ownSigner());
        }
    }

    private static FaultException denied(ProviderExchange exchange, RequestHead request) {
        return exchange.refuse(FaultCode.ACCESS_DENIED, "Request is not allowed: " + TypedName.of(request.service()));
    }
}
