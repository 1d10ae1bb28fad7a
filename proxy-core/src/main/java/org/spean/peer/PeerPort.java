package org.spean.peer;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.signing.Signed;
import org.spean.exchange.PeerCaller;
import org.spean.exchange.PeerSink;
import org.spean.exchange.ProviderExchange;
import org.spean.exchange.Reception;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSource;
import org.spean.message.PeerFailure;
import org.spean.message.RequestHead;
import org.spean.message.TransportHead;
import org.spean.messagelog.Committed;
import org.spean.net.ChannelTimeout;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ChannelTimeouts.Phase;
import org.spean.net.Intake;
import org.spean.net.PeerIdentity;
import org.spean.net.PortConnection;
import org.spean.net.Remote;

/**
 * Top of a connection that a peer opened to port 5500: hands each request to an exchange of its own, one after the other,
 * and writes what the exchange answers.
 */
final class PeerPort extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(PeerPort.class);

    private final Reception reception;
    private final PortConnection connection;
    private final Intake intake;
    private final ChannelTimeouts timeouts;
    private final HttpDate date;
    private final CompactReader compact;
    private @Nullable TransportHead transport;
    private @Nullable ProviderExchange exchange;
    private @Nullable Fault doom;
    private boolean reading;
    private boolean closing;
    private boolean ending;

    PeerPort(
            Reception reception,
            PortConnection connection,
            Intake intake,
            ChannelTimeouts timeouts,
            HttpDate date,
            CompactReader compact) {
        this.reception = reception;
        this.connection = connection;
        this.intake = intake;
        this.timeouts = timeouts;
        this.date = date;
        this.compact = compact;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (ending) {
            ReferenceCountUtil.release(message);
            return;
        }
        switch (message) {
            case TransportHead head -> {
                transport = head;
                reading = true;
                timeouts.enter(
                        Phase.HEAD); // until it is known what is asked, and an exchange with a time of its own begins
            }
            case RequestHead request -> begin(ctx, request);
            case PeerFailure failure -> broken(ctx, failure.fault(), failure.framingLost());
            case MessageEvent event -> event(ctx, event);
            default -> {
                ReferenceCountUtil.release(message);
                throw new IllegalStateException("message: " + message.getClass().getName());
            }
        }
    }

    private void begin(ChannelHandlerContext ctx, RequestHead request) {
        TransportHead head = transport;
        PeerIdentity identity = ctx.channel().attr(PeerIdentity.KEY).get();
        if (head == null || identity == null) {
            throw new IllegalStateException("request without transport head or peer identity");
        }
        intake.pause();
        exchange = ProviderExchange.begin(
                reception.current(), ctx.channel().eventLoop(), request, new Caller(ctx, head, identity));
    }

    private void event(ChannelHandlerContext ctx, MessageEvent event) {
        boolean last = event == MessageEnd.INSTANCE;
        if (last) {
            reading = false;
            timeouts.enter(Phase.SENDING);
            intake.pause(); // a pipelined request waits for its turn
        }
        if (exchange != null) {
            exchange.requestEvent(event);
        } else {
            if (event instanceof Content content) {
                content.data().release();
            }
            if (last && doom != null) {
                new Caller(ctx, transport, null).answer(doom);
            }
        }
    }

    private void broken(ChannelHandlerContext ctx, Fault fault, boolean framingLost) {
        closing |= framingLost || compact.lostBy(fault);
        reading = !framingLost;
        if (exchange != null) {
            exchange.requestBroken(fault, framingLost);
        } else if (framingLost) {
            new Caller(ctx, transport, null).answer(doom != null ? doom : fault);
        } else if (doom == null) {
            timeouts.enter(Phase.HEAD);
            doom = fault; // a stock peer reads nothing before it has written everything
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.callerWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ProviderExchange current = exchange;
        exchange = null;
        if (current != null) {
            current.callerGone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelTimeout late && (ending || late.phase() == Phase.SENDING)) {
            log.debug("peer {}: takes nothing", ctx.channel().remoteAddress());
            ctx.close(); // no use in telling it why
        } else if (event instanceof ChannelTimeout late) {
            broken(
                    ctx,
                    OwnFault.of(
                            FaultCode.NETWORK_ERROR,
                            Origin.SERVER_PROXY,
                            "The request did not come in time (" + late.phase() + ")"),
                    true);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof FaultException e) {
            broken(ctx, e.fault(), true);
            return;
        }
        if (Remote.broke(cause)) {
            log.debug("peer {}: {}", ctx.channel().remoteAddress(), cause.toString());
        } else {
            log.warn("peer {}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }

    /** This connection as one exchange sees it. */
    private final class Caller implements PeerCaller, PeerSink, MessageSource {

        private final ChannelHandlerContext ctx;
        private final @Nullable TransportHead head;
        private final @Nullable PeerIdentity identity;
        private final boolean outdated = connection.outdated();
        private final boolean compactWanted =
                reception.current().view().config().peers().compactEvidence();
        private int unflushed;
        private boolean waiting;
        private boolean announced;

        Caller(ChannelHandlerContext ctx, @Nullable TransportHead head, @Nullable PeerIdentity identity) {
            this.ctx = ctx;
            this.head = head;
            this.identity = identity;
        }

        @Override
        public PeerIdentity identity() {
            return java.util.Objects.requireNonNull(identity);
        }

        @Override
        public TransportHead transport() {
            return java.util.Objects.requireNonNull(head);
        }

        @Override
        public MessageSource request() {
            return this;
        }

        @Override
        public PeerSink response() {
            return this;
        }

        @Override
        public void pause() {
            intake.pause();
            timeouts.enter(Phase.SENDING);
        }

        @Override
        public void resume() {
            if (reading) {
                timeouts.enter(Phase.BETWEEN_BYTES);
            }
            intake.resume();
        }

        @Override
        public void cancel() {
            ctx.close();
        }

        @Override
        public void write(MessageEvent event) {
            if (event instanceof TransportHead response) {
                announced = true;
                boolean keepAlive = keepAlive();
                boolean offer = keepAlive && mayOffer();
                if (offer) {
                    compact.open();
                }
                ctx.write(
                        new TransportAnswer(
                                response.algorithm(), response.originalContentType(), keepAlive, date.now(), offer),
                        ctx.voidPromise());
                return;
            }
            int size = event instanceof Content content ? content.data().readableBytes() : 0;
            waiting = true;
            ctx.write(event, ctx.voidPromise());
            unflushed += size;
            if (unflushed >= Flush.BYTES || !writable()) {
                flush();
            }
        }

        @Override
        public void flush() {
            if (waiting) {
                waiting = false;
                unflushed = 0;
                ctx.flush();
            }
        }

        /** A peer that uses the compact form when it is not wanted any more has to begin anew. */
        private boolean keepAlive() {
            return !closing && !outdated && (head == null || head.keepAlive()) && (!isCompact() || compactWanted);
        }

        private boolean isCompact() {
            return head != null && head.form() == TransportHead.Form.COMPACT;
        }

        private boolean mayOffer() {
            String version = head == null || isCompact() ? null : head.proxyVersion();
            return version != null && version.contains(CompactForm.BUILD) && compactWanted;
        }

        @Override
        public boolean writable() {
            return ctx.channel().isWritable();
        }

        @Override
        public void abort(Fault fault) {
            answer(fault);
        }

        @Override
        public void seal(Signed signed, Committed committed) {
            finish(
                    isCompact() && compactWanted ? new CompactSeal(signed) : new OutgoingSeal(signed.parts()),
                    keepAlive());
        }

        @Override
        public void answer(Fault fault) {
            if (!ctx.channel().isActive()) {
                return;
            }
            boolean reuse = keepAlive() && !reading;
            if (!announced) {
                DigestAlgorithm algorithm = head == null ? DigestAlgorithm.SHA_512 : head.algorithm();
                ctx.write(new TransportAnswer(algorithm, null, reuse, date.now()), ctx.voidPromise());
            }
            finish(fault, reuse);
        }

        private void finish(Object last, boolean reuse) {
            exchange = null;
            doom = null;
            transport = null;
            if (reuse) {
                ctx.writeAndFlush(last, ctx.voidPromise());
                timeouts.enter(Phase.IDLE);
                intake.resume();
            } else {
                ending = true;
                timeouts.enter(Phase.SENDING);
                ctx.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
