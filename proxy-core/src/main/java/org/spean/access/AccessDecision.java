package org.spean.access;

import org.spean.config.ServiceConfig;

/** What {@link AccessRights} says about a request. */
public sealed interface AccessDecision {
    /** It may go to the service. */
    record Allowed(ServiceConfig service, Permit permit) implements AccessDecision {}

    /** No such service here. */
    record UnknownService() implements AccessDecision {}

    /** The client has the right, but the service is switched off; the notice is for the client. */
    record Disabled(String notice) implements AccessDecision {}

    /** The client has no right on the service or on this endpoint of it. */
    record Denied() implements AccessDecision {}

    /** The path would leave the service; refused whatever the rights are. The reason may be told to the client. */
    record UnsafePath(String reason) implements AccessDecision {}
}
