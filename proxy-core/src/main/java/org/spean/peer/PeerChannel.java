package org.spean.peer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.signing.Signed;
import org.spean.exchange.FarListener;
import org.spean.exchange.PeerLine;
import org.spean.exchange.PeerSink;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.globalconf.SecurityServer;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSource;
import org.spean.message.PeerFailure;
import org.spean.message.TransportHead;
import org.spean.messagelog.Committed;
import org.spean.net.AnswerDecoder;
import org.spean.net.ChannelPools;
import org.spean.net.ChannelTimeout;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ChannelTimeouts.Phase;
import org.spean.net.Intake;
import org.spean.net.PeerIdentity;
import org.spean.net.PeerTls;
import org.spean.net.Remote;

/**
 * Top of a connection we opened to a peer's port 5500; lent to one exchange at a time. A connection on which anything
 * went other than a whole request and a whole answer is closed, never lent again.
 */
final class PeerChannel extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(PeerChannel.class);

    private final ChannelPools pools;
    private final AnswerDecoder http;
    private final Intake intake;
    private final ChannelTimeouts timeouts;
    private final CompactReader compact;
    /** The peer has said that it understands the compact form. */
    private boolean compactOffered;

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable FarListener listener;
    private @Nullable PeerFailure fault;
    private boolean answered;
    private boolean reusable = true;

    PeerChannel(
            ChannelPools pools, AnswerDecoder http, Intake intake, ChannelTimeouts timeouts, CompactReader compact) {
        this.pools = pools;
        this.http = http;
        this.intake = intake;
        this.timeouts = timeouts;
        this.compact = compact;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    /**
     * Lends the connection.
     *
     * @param server that it leads to
     * @param compactWanted whether evidence is to be sent in compact form if the peer understands it
     */
    PeerLine lend(FarListener to, SecurityServer server, boolean compactWanted) {
        listener = to;
        answered = false;
        fault = null;
        timeouts.enter(Phase.SENDING);
        return new Line(
                Objects.requireNonNull(ctx().channel().attr(PeerIdentity.KEY).get()),
                server,
                compactWanted && compactOffered);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof MessageEvent) || listener == null || answered) {
            ReferenceCountUtil.release(message instanceof Content content ? content.data() : message);
            reusable = false;
            if (listener == null || !answered) { // else whoever has the answer lets go of the connection
                context.close(); // a peer that speaks unasked
            }
            return;
        }
        MessageEvent event = (MessageEvent) message;
        switch (event) {
            case TransportHead head -> {
                reusable = head.keepAlive();
                compactOffered |= head.form() == TransportHead.Form.WHOLE_OFFERING_COMPACT;
                timeouts.enter(Phase.BETWEEN_BYTES);
            }
            case MessageEnd end -> {
                answered = true;
                timeouts.enter(Phase.SENDING);
                if (fault != null) {
                    event = fault;
                }
            }
            case PeerFailure failure -> {
                reusable &= !failure.framingLost() && !compact.lostBy(failure.fault());
                if (!failure.framingLost()) {
                    fault = failure; // told when the rest of the answer is read, so that the connection can stay
                    return;
                }
            }
            default -> {}
        }
        listener.received(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (listener != null && context.channel().isWritable()) {
            listener.writable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broken("The connection to the provider's security server was lost", null);
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelTimeout late) {
            broken("The provider's security server did not answer in time (" + late.phase() + ")", null);
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof FaultException e) {
            FarListener hearing = listener;
            listener = null;
            if (hearing != null) {
                hearing.broken(e.fault());
            }
        } else {
            if (!Remote.broke(cause)) {
                log.warn("peer {}", context.channel().remoteAddress(), cause);
            }
            broken("The connection to the provider's security server broke", cause);
        }
        context.close();
    }

    private void broken(String message, @Nullable Throwable cause) {
        reusable = false;
        FarListener hearing = listener;
        listener = null;
        if (hearing != null && fault != null) {
            hearing.broken(fault.fault()); // the peer had said why
        } else if (hearing != null) {
            hearing.broken(new OwnFault(
                    FaultCode.NETWORK_ERROR,
                    Origin.CLIENT_PROXY,
                    message,
                    java.util.UUID.randomUUID().toString(),
                    cause));
        }
    }

    /** The connection as one exchange sees it. */
    private final class Line implements PeerLine, PeerSink, MessageSource {

        private final PeerIdentity identity;
        private final SecurityServer server;
        private final boolean inCompactForm;
        private int unflushed;
        private boolean touched;
        private boolean waiting;
        private boolean sealed;
        private boolean released;

        Line(PeerIdentity identity, SecurityServer server, boolean inCompactForm) {
            this.identity = identity;
            this.server = server;
            this.inCompactForm = inCompactForm;
        }

        @Override
        public PeerIdentity identity() {
            return identity;
        }

        @Override
        public SecurityServer server() {
            return server;
        }

        @Override
        public PeerSink request() {
            return this;
        }

        @Override
        public MessageSource response() {
            return this;
        }

        @Override
        public void write(MessageEvent event) {
            int size = event instanceof Content content ? content.data().readableBytes() : 0;
            touched = true;
            waiting = true;
            ctx().write(inForm(event), ctx().voidPromise());
            unflushed += size;
            if (unflushed >= Flush.BYTES || !writable()) {
                flush();
            }
        }

        private MessageEvent inForm(MessageEvent event) {
            if (inCompactForm && event instanceof TransportHead head) {
                compact.expect(); // its response will be
                return head.compact();
            }
            return event;
        }

        @Override
        public void flush() {
            if (waiting) {
                waiting = false;
                unflushed = 0;
                ctx().flush();
            }
        }

        @Override
        public boolean writable() {
            return ctx().channel().isWritable();
        }

        @Override
        public void abort(Fault fault) {
            ctx().close();
        }

        @Override
        public void seal(Signed signed, Committed committed) {
            sealed = true;
            waiting = false;
            ctx().writeAndFlush(
                            inCompactForm ? new CompactSeal(signed) : new OutgoingSeal(signed.parts()),
                            ctx().voidPromise());
            timeouts.enter(Phase.FIRST_BYTE);
        }

        @Override
        public void pause() {
            if (!released) {
                intake.pause();
            }
        }

        @Override
        public void resume() {
            if (!released) {
                intake.resume();
            }
        }

        @Override
        public void cancel() {
            ctx().close();
        }

        @Override
        public void release(boolean clean) {
            if (released) {
                return;
            }
            released = true;
            listener = null;
            if (clean
                    && reusable
                    && sealed == touched
                    && sealed == answered
                    && http.nothingFollows()
                    && !PeerTls.outgrown(ctx().channel())) {
                timeouts.enter(Phase.IDLE);
                intake.resume(); // so that the peer's close is seen
                pools.release(ctx().channel());
            } else {
                ctx().close();
            }
        }
    }
}
