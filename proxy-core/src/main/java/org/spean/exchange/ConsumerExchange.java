package org.spean.exchange;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.Origin;
import org.spean.gate.Pass;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.MemberId;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.PeerFailure;
import org.spean.message.RequestHead;
import org.spean.message.ResponseHead;
import org.spean.message.TraceContext;
import org.spean.message.TransportHead;
import org.spean.messagelog.Side;

/** Our information system asks a service of another member. */
public final class ConsumerExchange extends Exchange implements FarListener {

    private final ClientDoor door;
    private List<SecurityServer> servers = List.of();
    private @Nullable PeerLine line;
    private @Nullable Matched matched;
    private @Nullable Delivery delivery;
    private boolean clientGone;
    private boolean sealed;

    private ConsumerExchange(Facilities facilities, EventLoop loop, RequestHead request, ClientDoor door) {
        super(facilities, loop, request);
        this.door = door;
    }

    /** Begins an exchange; the client's content is to come through {@link #requestEvent} once its source is resumed. */
    public static ConsumerExchange begin(Facilities facilities, EventLoop loop, RequestHead request, ClientDoor door) {
        return begin(facilities, loop, request, door, null);
    }

    /**
     * The same for a client that speaks HTTP.
     *
     * @param headers of its request, which may tell where it stands in a trace
     */
    public static ConsumerExchange begin(
            Facilities facilities,
            EventLoop loop,
            RequestHead request,
            ClientDoor door,
            @Nullable HttpHeaders headers) {
        ConsumerExchange exchange = new ConsumerExchange(facilities, loop, request, door);
        Tracer tracer = facilities.tracer();
        if (tracer != null) {
            exchange.trace(tracer, headers == null ? null : TraceContext.of(headers));
        }
        exchange.begin();
        return exchange;
    }

    @Override
    List<? extends Step<?>> plan() {
        return ExchangePlan.CONSUMER;
    }

    @Override
    void startStep(int index) {
        ExchangePlan.CONSUMER.get(index).start(this);
    }

    @Override
    Side side() {
        return Side.CONSUMER;
    }

    @Override
    Origin origin() {
        return Origin.CLIENT_PROXY;
    }

    @Override
    MemberId expectedSigner() {
        return request().service().provider().member();
    }

    @Override
    MemberId ownSigner() {
        return client().member();
    }

    @Override
    int status() {
        return incoming().hasHead() && incoming().head() instanceof ResponseHead response ? response.status() : 0;
    }

    @Override
    void judge(Pass entered, Outcome outcome, @Nullable Fault fault) {
        if (outcome == Outcome.OK) {
            entered.counted().well();
        } else if (fault != null && !stepName().equals("CONNECT") && PeerBlame.of(stepName(), fault)) {
            entered.counted().avoid();
        }
    }

    @Override
    void resumeIncoming() {
        line().response().resume();
    }

    @Override
    void flush() {
        if (line != null && inStep("SEND")) {
            line.request().flush();
        }
    }

    // ---- the client's side

    /** Next event of the client's request after its head. */
    public void requestEvent(MessageEvent event) {
        if (!inStep("SEND")) {
            release(event);
            return;
        }
        guarded(() -> send(event));
    }

    private void send(MessageEvent event) {
        PeerSink sink = line().request();
        switch (event) {
            case AttachmentHead head -> {
                outgoing().attachment(head);
                sink.write(head);
            }
            case Content content -> {
                sendContent(content, sink);
            }
            case MessageEnd end -> {
                outgoing().end();
                advance();
            }
            default ->
                throw new IllegalStateException("event: " + event.getClass().getSimpleName());
        }
    }

    private void sendContent(Content content, PeerSink sink) {
        boolean owned = true;
        try {
            outgoing().content(content.data());
            owned = false;
            sink.write(content);
        } finally {
            if (owned) {
                content.data().release();
            }
        }
        if (!sink.writable()) {
            door.request().pause();
        }
    }

    /** The client's connection takes more again. */
    public void clientWritable() {
        if (delivery != null) {
            guarded(delivery::pump);
        }
    }

    /**
     * The client is gone. Before the seal nobody has acted and all is dropped; after it the answer is still received,
     * verified and recorded, only not delivered.
     */
    public void clientGone() {
        clientGone = true;
        if (!sealed || delivery != null) {
            abandon();
        }
    }

    boolean isClientGone() {
        return clientGone;
    }

    ClientDoor door() {
        return door;
    }

    // ---- the peer's side

    @Override
    public void received(MessageEvent event) {
        if (ended()) {
            release(event);
        } else if (event instanceof PeerFailure failure) {
            releaseLine(!failure.framingLost());
            fail(failure.fault());
        } else if (!inStep("RECEIVE")) {
            release(event);
            fail(refuse(FaultCode.INVALID_MESSAGE, "The peer answered before the request was complete")
                    .fault());
        } else {
            guarded(() -> receive(event));
        }
    }

    private void receive(MessageEvent event) {
        if (event instanceof TransportHead head) {
            answered();
            incoming().algorithm(head.algorithm());
        } else if (event instanceof RequestHead) {
            throw refuse(FaultCode.INVALID_MESSAGE, "The peer answered with a request");
        } else if (incoming().accept(event, line().response())) {
            releaseLine(true);
            receivedAll();
        }
    }

    @Override
    public void writable() {
        if (inStep("SEND")) {
            door.request().resume();
        }
    }

    @Override
    public void broken(Fault fault) {
        fail(fault);
    }

    void servers(List<SecurityServer> routed) {
        servers = routed;
    }

    List<SecurityServer> servers() {
        return servers;
    }

    void line(PeerLine connected) {
        line = connected;
    }

    PeerLine line() {
        return present(line, "connection to the peer");
    }

    private void releaseLine(boolean clean) {
        if (line != null) {
            PeerLine lent = line;
            line = null;
            lent.release(clean);
        }
    }

    TransportHead transportHead(List<byte[]> ocspResponses) {
        TransportHead head = request().transportHead(outgoing().algorithm(), config().proxyVersion(), ocspResponses);
        TraceContext trace = traceContext();
        return trace != null && config().tracing().peers() ? head.in(trace) : head;
    }

    void sealed() {
        sealed = true;
    }

    void matched(Matched receipt) {
        matched = receipt;
    }

    Matched matched() {
        Matched receipt = present(matched, "matched");
        if (!receipt.of(incoming().head())) {
            throw new IllegalStateException("matched: receipt of another message");
        }
        return receipt;
    }

    void deliver(Delivery begun) {
        delivery = begun;
        begun.pump();
    }

    static void release(MessageEvent event) {
        if (event instanceof Content content) {
            content.data().release();
        }
    }

    @Override
    void answer(Fault fault) {
        if (!clientGone) {
            door.answer(fault);
        }
    }

    @Override
    void releaseConnections(Outcome outcome) {
        releaseLine(false);
        if (delivery != null) {
            delivery.close();
        }
    }
}
