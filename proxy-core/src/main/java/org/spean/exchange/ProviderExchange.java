package org.spean.exchange;

import io.netty.channel.EventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.access.AccessDecision;
import org.spean.access.AccessRights;
import org.spean.access.Permit;
import org.spean.config.ServiceConfig;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.gate.Pass;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.MemberId;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.RequestHead;
import org.spean.message.ResponseHead;
import org.spean.message.RestRequest;
import org.spean.message.TraceContext;
import org.spean.message.TransportHead;
import org.spean.messagelog.Side;

/**
 * A peer asks a service of ours.
 *
 * <p>A fault found before the request has come to its end is kept until then: a stock peer reads nothing before it has
 * written everything, and would report a broken connection instead of our fault.
 */
public final class ProviderExchange extends Exchange implements FarListener {

    private final PeerCaller caller;
    private final @Nullable BuiltInService builtIn;
    private @Nullable ServiceConfig service;
    private @Nullable Permit permit;
    private @Nullable ServiceCall call;
    private @Nullable Delivery delivery;
    private @Nullable Fault doom;
    private @Nullable Pass callerPass;
    private boolean callerGone;
    private boolean callComplete;
    private boolean requestEnded;
    private boolean requestDelivered;
    private int status;

    private ProviderExchange(Facilities facilities, EventLoop loop, RequestHead request, PeerCaller caller) {
        super(facilities, loop, request);
        this.caller = caller;
        this.builtIn = facilities.builtIn(request);
    }

    /** Begins an exchange; the rest of the request is to come through {@link #requestEvent}. */
    public static ProviderExchange begin(
            Facilities facilities, EventLoop loop, RequestHead request, PeerCaller caller) {
        ProviderExchange exchange = new ProviderExchange(facilities, loop, request, caller);
        Tracer tracer = facilities.tracer();
        if (tracer != null) {
            exchange.trace(tracer, exchange.callersTrace());
        }
        exchange.incoming().algorithm(caller.transport().algorithm());
        exchange.incoming().accept(request, caller.request());
        exchange.begin();
        return exchange;
    }

    /** What the peer's server told, else what its client signed. */
    private @Nullable TraceContext callersTrace() {
        TraceContext told = config().tracing().peers() ? caller.transport().trace() : null;
        return told == null && request() instanceof RestRequest rest ? TraceContext.of(rest) : told;
    }

    @Override
    List<? extends Step<?>> plan() {
        return ExchangePlan.PROVIDER;
    }

    @Override
    void startStep(int index) {
        ExchangePlan.PROVIDER.get(index).start(this);
    }

    @Override
    Side side() {
        return Side.PROVIDER;
    }

    @Override
    Origin origin() {
        return Origin.SERVER_PROXY;
    }

    @Override
    MemberId expectedSigner() {
        return client().member();
    }

    @Override
    MemberId ownSigner() {
        return request().service().provider().member();
    }

    @Override
    int status() {
        return status;
    }

    @Override
    void judge(Pass entered, Outcome outcome, @Nullable Fault fault) {
        if (stepName().equals("CALL")
                && fault instanceof OwnFault own
                && (own.code() == FaultCode.NETWORK_ERROR || own.code() == FaultCode.SERVICE_FAILED_NETWORK_ERROR)) {
            entered.failed();
        }
    }

    /** The security server that asks is known, and may have one more exchange here. */
    void caller(SecurityServer server) {
        peer(server);
        callerPass = passed(facilities()
                .gates()
                .caller(server.id())
                .enter(config().breaker(), config().limits().exchangesPerPeer()));
    }

    @Override
    void resumeIncoming() {
        caller.request().resume();
    }

    @Override
    void flush() {
        if (call != null && inStep("SEND")) {
            caller.response().flush();
        }
    }

    // ---- the peer's side

    /** Next event of the peer's request after its head; complete with {@code MessageEnd}. */
    public void requestEvent(MessageEvent event) {
        if (ended() || requestEnded) {
            ConsumerExchange.release(event);
        } else {
            guarded(() -> receive(event));
        }
    }

    private void receive(MessageEvent event) {
        requestEnded = event == MessageEnd.INSTANCE;
        if (requestEnded && doom != null) {
            super.fail(doom);
        } else if (incoming().accept(event, caller.request())) {
            if (inStep("RECEIVE")) {
                receivedAll();
            }
        } else if (doom != null && incoming().bytes() > config().limits().discardBytes()) {
            super.fail(doom);
        }
    }

    /**
     * The peer's request broke.
     *
     * @param framingLost whether nothing of it can be read any more; otherwise {@code MessageEnd} is still to come
     */
    public void requestBroken(Fault fault, boolean framingLost) {
        if (framingLost) {
            super.fail(doom != null ? doom : fault);
        } else {
            fail(fault);
        }
    }

    /** The peer's connection takes more again. */
    public void callerWritable() {
        if (call != null && inStep("SEND")) {
            call.response().resume();
        }
    }

    /** The peer is gone. */
    public void callerGone() {
        callerGone = true;
        abandon();
    }

    @Override
    public void fail(Fault fault) {
        if (ended() || requestEnded) {
            super.fail(doom != null ? doom : fault);
        } else if (doom == null) { // the first fault stands
            doom = fault;
            incoming().discard();
            caller.request().resume();
        }
    }

    @Override
    void expire() {
        if (doom != null) {
            super.fail(doom);
        } else {
            super.expire();
        }
    }

    PeerCaller caller() {
        return caller;
    }

    TransportHead transportHead() {
        String contentType = ((ResponseHead) outgoing().head()).originalContentType();
        return new TransportHead(
                request().requestId(), outgoing().algorithm(), null, contentType, null, null, List.of());
    }

    // ---- the service's side

    void call(ServiceCall begun) {
        call = begun;
        delivery = new Delivery(this, incoming(), begun, () -> requestDelivered = true);
        delivery.pump();
    }

    @Override
    public void received(MessageEvent event) {
        if (ended()) {
            ConsumerExchange.release(event);
            return;
        }
        guarded(() -> respond(event));
    }

    private void respond(MessageEvent event) {
        switch (event) {
            case ResponseHead head -> {
                answered();
                if (builtIn == null) {
                    pass().succeeded();
                }
                status = head.status();
                outgoing().head(head);
                advance(); // CALL has its answer
                if (!ended()) {
                    caller.response().write(head);
                }
            }
            case AttachmentHead head -> {
                outgoing().attachment(head);
                caller.response().write(head);
            }
            case Content content -> sendContent(content);
            case MessageEnd end -> {
                callComplete = true;
                releaseCall();
                outgoing().end();
                advance();
            }
            default ->
                throw new IllegalStateException("event: " + event.getClass().getSimpleName());
        }
    }

    private void sendContent(Content content) {
        boolean owned = true;
        try {
            outgoing().content(content.data());
            owned = false;
            caller.response().write(content);
        } finally {
            if (owned) {
                content.data().release();
            }
        }
        if (!caller.response().writable()) {
            present(call, "call").response().pause();
        }
    }

    @Override
    public void writable() {
        if (delivery != null && !callComplete) {
            guarded(delivery::pump);
        }
    }

    @Override
    public void broken(Fault fault) {
        fail(fault);
    }

    private void releaseCall() {
        if (call != null) {
            ServiceCall lent = call;
            call = null;
            if (delivery != null) {
                delivery.close(); // the service may have answered before it had read everything
            }
            lent.release(callComplete && requestDelivered);
        }
    }

    /** The service of this gateway that is asked for, {@code null} if it is one of the configuration. */
    @Nullable
    BuiltInService builtIn() {
        return builtIn;
    }

    /** What the request may have. */
    AccessDecision access() {
        return builtIn == null
                ? AccessRights.decide(view(), client(), request())
                : AccessRights.decide(view(), builtIn, request());
    }

    void service(ServiceConfig found) {
        service = found;
    }

    ServiceConfig service() {
        return present(service, "service");
    }

    void permit(Permit receipt) {
        if (!receipt.permits(request())) {
            throw new IllegalStateException("permit: receipt of another request");
        }
        permit = receipt;
    }

    Permit permit() {
        return present(permit, "permit");
    }

    @Override
    void answer(Fault fault) {
        if (!callerGone) {
            caller.answer(fault);
        }
    }

    @Override
    void releaseConnections(Outcome outcome) {
        if (callerPass != null) {
            callerPass.leave();
        }
        releaseCall();
    }
}
