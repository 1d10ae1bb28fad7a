package org.spean.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.exchange.Reception;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.net.ChannelTimeout;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ChannelTimeouts.Phase;
import org.spean.net.Intake;
import org.spean.net.PortConnection;
import org.spean.net.Remote;
import org.spean.peer.HttpDate;

/**
 * Top of a client's connection: one request at a time goes to the resource it names. A pipelined request waits in the
 * intake until the one before it is answered.
 */
final class ClientPort extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(ClientPort.class);
    private static final String INVALID = "The request is not valid HTTP/1.1";

    private final List<ClientResource> resources;
    private final Reception reception;
    private final PortConnection origin;
    private final Intake intake;
    private final ChannelTimeouts timeouts;
    private final HttpDate date;
    private ClientResource.@Nullable Conversation conversation;
    private @Nullable ClientConnection current;
    private boolean receiving;
    private boolean bodyBegun;
    private boolean abandoned;
    private boolean closing;
    private boolean written;
    private long drained;

    ClientPort(
            List<ClientResource> resources,
            Reception reception,
            PortConnection origin,
            Intake intake,
            ChannelTimeouts timeouts,
            HttpDate date) {
        this.resources = resources;
        this.reception = reception;
        this.origin = origin;
        this.intake = intake;
        this.timeouts = timeouts;
        this.date = date;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && !closing) {
            begin(ctx, request);
        }
        if (message instanceof HttpContent content) {
            content(ctx, content);
        } else if (!(message instanceof HttpRequest)) {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        receiving = true;
        bodyBegun = false;
        drained = 0;
        timeouts.enter(Phase.SENDING);
        ClientConnection connection =
                new ClientConnection(ctx, this, request, reception.current(), !origin.outdated(), date);
        current = connection;
        if (request.decoderResult().isFailure()) {
            giveUp(ctx, FaultCode.BAD_REQUEST, INVALID);
            return;
        }
        intake.pause();
        for (ClientResource resource : resources) {
            if (resource.matches(request)) {
                try {
                    ClientResource.Conversation begun = resource.serve(request, connection);
                    if (current == connection) { // else answered already
                        conversation = begun;
                    }
                } catch (FaultException e) {
                    connection.answer(e.fault());
                }
                return;
            }
        }
        refuse(connection, "Invalid request URI");
    }

    private static void refuse(ClientConnection connection, String message) {
        connection.answer(OwnFault.of(FaultCode.INTERNAL_ERROR, Origin.CLIENT_PROXY, message));
    }

    private void content(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure() && !abandoned) {
            content.release();
            giveUp(ctx, FaultCode.BAD_REQUEST, INVALID); // what came so far must not pass for the whole
            return;
        }
        boolean last = content instanceof LastHttpContent;
        int size = content.content().readableBytes();
        if (conversation == null) {
            content.release();
            drained += size;
            if (drained > origin.setup().limits().discardBytes()) {
                ctx.close();
            }
        } else {
            if (size > 0) {
                if (!bodyBegun) {
                    bodyBegun = true;
                    conversation.received(AttachmentHead.BODY);
                }
            }
            if (size > 0 && conversation != null) {
                conversation.received(new Content(content.content()));
            } else {
                content.release();
            }
        }
        if (last) {
            receiving = false;
            timeouts.enter(Phase.SENDING);
            if (conversation != null) {
                intake.pause(); // a pipelined request waits for its turn
                conversation.received(MessageEnd.INSTANCE);
            } else if (closing) {
                closeWhenDone(ctx);
            } else if (current == null) {
                timeouts.enter(Phase.IDLE);
            }
        }
    }

    // ---- what the connection's exchange asks for

    void pause() {
        timeouts.enter(Phase.SENDING);
        intake.pause();
    }

    void resume() {
        if (receiving) {
            timeouts.enter(Phase.BETWEEN_BYTES);
        }
        intake.resume();
    }

    /** The same for the part of a body that says what is asked: it has its time as a whole. */
    void resumeHead() {
        timeouts.enter(Phase.HEAD);
        intake.resume();
    }

    /** Whether the rest of the request will not be read, so that the connection must close. */
    boolean requestAbandoned() {
        return abandoned;
    }

    /**
     * The answer is given; the rest of the request, if any, is drained up to a bound, since a client that still sends may
     * lose an answer on a connection that is cut.
     *
     * @param last whether the connection ends with this answer; {@link #written} is to follow
     */
    void answered(boolean last) {
        conversation = null;
        current = null;
        closing |= last;
        receiving &= !abandoned;
        timeouts.enter(receiving ? Phase.HEAD : closing ? Phase.SENDING : Phase.IDLE);
        intake.resume();
    }

    /** The last answer of this connection has left. */
    void written(ChannelHandlerContext ctx) {
        written = true;
        closeWhenDone(ctx);
    }

    private void closeWhenDone(ChannelHandlerContext ctx) {
        if (written && !receiving) {
            ctx.close();
        }
    }

    /** The rest of the request will not be read. */
    void abandonRequest() {
        abandoned = true;
    }

    /** The request cannot be read to its end: the client learns why, its exchange ends, the connection closes. */
    private void giveUp(ChannelHandlerContext ctx, FaultCode code, String message) {
        abandoned = true;
        ClientResource.Conversation open = conversation;
        ClientConnection connection = current;
        if (connection == null) {
            ctx.close();
            return;
        }
        conversation = null;
        connection.answer(OwnFault.of(code, Origin.CLIENT_PROXY, message));
        if (open != null) {
            open.gone();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (conversation != null && ctx.channel().isWritable()) {
            conversation.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ClientResource.Conversation open = conversation;
        conversation = null;
        current = null;
        if (open != null) {
            open.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelTimeout) {
            giveUp(ctx, FaultCode.NETWORK_ERROR, "The request did not come in time");
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Remote.broke(cause)) {
            log.debug("client {}: {}", ctx.channel().remoteAddress(), cause.toString());
        } else {
            log.warn("client {}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }
}
