package org.spean.access;

import org.spean.config.ServiceConfig;
import org.spean.identifier.ServiceProtocol;

/** What {@link AccessRights} says about a request. */
public sealed interface AccessDecision {
    /** It may go to the service. */
    record Allowed(ServiceConfig service, Permit permit) implements AccessDecision {}

    /** It may go to the gateway's own service. */
    record AllowedOwn(Permit permit) implements AccessDecision {}

    /** The service is there, but is called by the other protocol. */
    record WrongProtocol(ServiceProtocol expected) implements AccessDecision {}

    /** No such service here. */
    record UnknownService() implements AccessDecision {}

    /** The client has the right, but the service is switched off; the notice is for the client. */
    record Disabled(String notice) implements AccessDecision {}

    /** The client has no right on the service or on this endpoint of it. */
    record Denied() implements AccessDecision {}

    /** The path would leave the service; refused whatever the rights are. The reason may be told to the client. */
    record UnsafePath(String reason) implements AccessDecision {}
}
