package org.spean.service;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.spean.message.TraceContext;

/** Tells a service where its call stands in a trace. What the client signed is changed only if that is wanted; evidence keeps it. */
final class ServiceTrace {

    private ServiceTrace() {}

    /** @param child whether the gateway's span takes the place of the one that the client signed */
    static void tell(TraceContext trace, HttpRequest call, boolean child) {
        HttpHeaders headers = call.headers();
        if (!child && headers.contains(TraceContext.PARENT)) {
            return;
        }
        headers.set(TraceContext.PARENT, trace.parent());
        if (trace.state() == null) {
            headers.remove(TraceContext.STATE);
        } else {
            headers.set(TraceContext.STATE, trace.state());
        }
    }
}
