package org.spean.exchange;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import org.spean.access.Permit;
import org.spean.crypto.verification.Verified;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSink;
import org.spean.message.MessageSource;
import org.spean.message.RequestHead;
import org.spean.messagelog.Committed;
import org.spean.view.View;

/** A call to a service of this gateway: hands over the request once it has been read, and the answer as the peer takes it. */
final class BuiltInCall implements ServiceCall, MessageSource {

    private final EventLoop loop;
    private final Runnable call;
    private final FarListener listener;
    private final Queue<MessageEvent> waiting = new ArrayDeque<>();
    private boolean paused;
    private boolean released;

    BuiltInCall(
            BuiltInService service,
            EventLoop loop,
            View view,
            RequestHead request,
            String requestHash,
            FarListener listener,
            Verified verified,
            Permit permit,
            Committed committed) {
        if (!permit.permits(request)) {
            throw new IllegalStateException("permit: receipt of another request");
        }
        this.loop = loop;
        this.listener = listener;
        this.call = () -> service.call(view, request, requestHash, new Answer());
    }

    // ---- the request: what its head says is enough for the services there are

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void write(MessageEvent event) {
        if (event == MessageEnd.INSTANCE) {
            loop.execute(this::begin); // the listener hears nothing before it has given all
        } else {
            ConsumerExchange.release(event);
        }
    }

    private void begin() {
        if (released) {
            return;
        }
        try {
            call.run();
        } catch (FaultException e) {
            broken(e.fault());
        } catch (RuntimeException e) {
            broken(OwnFault.of(FaultCode.INTERNAL_ERROR, Origin.SERVER_PROXY, "Internal error of the gateway", e));
        }
    }

    @Override
    public void abort(Fault fault) {
        release(false);
    }

    // ---- the answer

    private final class Answer implements MessageSink {

        @Override
        public void write(MessageEvent event) {
            onLoop(() -> take(event));
        }

        @Override
        public boolean writable() {
            return !paused;
        }

        @Override
        public void abort(Fault fault) {
            onLoop(() -> broken(fault));
        }

        private void onLoop(Runnable action) {
            if (loop.inEventLoop()) {
                action.run();
            } else {
                loop.execute(action);
            }
        }
    }

    private void take(MessageEvent event) {
        if (released) {
            ConsumerExchange.release(event);
        } else if (paused || !waiting.isEmpty()) {
            waiting.add(event);
        } else {
            listener.received(event);
        }
    }

    private void broken(Fault fault) {
        if (!released) {
            listener.broken(fault);
        }
    }

    @Override
    public MessageSource response() {
        return this;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        while (!paused && !released && !waiting.isEmpty()) {
            listener.received(waiting.remove());
        }
    }

    @Override
    public void cancel() {
        release(false);
    }

    @Override
    public void release(boolean clean) {
        released = true;
        waiting.forEach(ConsumerExchange::release);
        waiting.clear();
    }
}
