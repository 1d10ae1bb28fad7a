package org.spean.exchange;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.spean.access.Permit;
import org.spean.config.ServiceConfig;
import org.spean.crypto.verification.Verified;
import org.spean.message.RequestHead;
import org.spean.message.TraceContext;
import org.spean.messagelog.Committed;
import org.spean.view.View;

/** Opens calls to our services. */
public interface ServiceDoor {

    /**
     * Begins a call; what is written before the connection stands is held back by {@code writable()}.
     *
     * @param request the verified head
     * @param requestHash Base64 of the request's hash, that ties the answer to it
     * @param length bytes of the request's body, -1 when it has none
     * @param trace what the service is told of the trace, {@code null}: what the client signed alone
     * @param listener hears the answer, never before this method has returned
     */
    ServiceCall open(
            EventLoop loop,
            View view,
            ServiceConfig service,
            RequestHead request,
            String requestHash,
            long length,
            @Nullable TraceContext trace,
            FarListener listener,
            Verified verified,
            Permit permit,
            Committed committed);
}
