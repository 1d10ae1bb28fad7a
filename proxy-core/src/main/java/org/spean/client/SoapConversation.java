package org.spean.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.spean.config.Limits;
import org.spean.crypto.verification.Verified;
import org.spean.exchange.ClientDoor;
import org.spean.exchange.ConsumerExchange;
import org.spean.exchange.Facilities;
import org.spean.exchange.Matched;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSink;
import org.spean.message.MessageSource;
import org.spean.message.ResponseHead;
import org.spean.message.SoapMessage;
import org.spean.message.SoapRequest;
import org.spean.messagelog.Committed;
import org.spean.soap.SoapBodyReader;
import org.spean.soap.SoapReader;

/**
 * One SOAP request. Who asks whom stands in the envelope, so the exchange begins when that has come; what the same read
 * brought behind it waits here until the exchange asks for it.
 */
final class SoapConversation
        implements ClientResource.Conversation, SoapBodyReader.Listener, ClientDoor, MessageSource {

    private final Facilities facilities;
    private final HttpRequest request;
    private final ClientConnection connection;
    private final SoapBodyReader reader;
    private final Queue<MessageEvent> waiting = new ArrayDeque<>();
    private @Nullable ConsumerExchange exchange;
    private boolean using;
    private boolean flowing;
    private boolean passing;
    private boolean complete;
    private boolean over;

    /** Throws {@code FaultException} when the request cannot be SOAP. */
    SoapConversation(HttpRequest request, ClientConnection connection) {
        this.facilities = connection.facilities();
        this.request = request;
        this.connection = connection;
        Limits limits = facilities.view().config().limits();
        this.reader = new SoapBodyReader(
                request.headers().get(HttpHeaderNames.CONTENT_TYPE),
                limits.messageBytes(),
                limits.headerBytes(),
                limits.attachments(),
                Origin.CLIENT,
                this);
        facilities.lifetime().enter(); // the exchange begins later, when its envelope has come
        using = true;
    }

    private void leaveFacilities() {
        if (using) {
            using = false;
            facilities.lifetime().leave(); // or the exchange itself takes part
        }
    }

    // ---- what the connection brings

    @Override
    public void received(MessageEvent event) {
        try {
            if (over) {
                release(event);
            } else if (event instanceof Content content) {
                reader.feed(content.data());
            } else if (event == MessageEnd.INSTANCE) {
                complete = true; // from here on, what the connection brings is another request
                reader.end();
                pass(event);
            }
        } catch (FaultException e) {
            if (exchange != null) {
                exchange.fail(e.fault());
            } else {
                answer(e.fault());
            }
        }
    }

    @Override
    public void envelope(byte[] octets, HttpHeaders mimeHeaders) {
        SoapMessage message = SoapReader.read(octets, Origin.CLIENT);
        if (message == null) {
            throw FaultException.of(FaultCode.INVALID_SOAP, Origin.CLIENT, "A request must not be a SOAP fault");
        }
        SoapRequest head = new SoapRequest(
                message,
                facilities.requestIds().get(),
                mimeHeaders,
                request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                request.headers().get("SOAPAction"));
        connection.pause();
        exchange = ConsumerExchange.begin(facilities, connection.loop(), head, this, request.headers());
        leaveFacilities();
        if (flowing) { // asked for while it began
            resume();
        }
    }

    @Override
    public void attachment(MessageEvent event) {
        pass(event);
    }

    private void pass(MessageEvent event) {
        if (over) {
            release(event);
            return;
        }
        waiting.add(event);
        if (flowing) {
            passWaiting();
        }
    }

    private void passWaiting() {
        ConsumerExchange begun = exchange;
        if (begun == null || passing) {
            return;
        }
        passing = true;
        while (flowing && !waiting.isEmpty()) {
            begun.requestEvent(waiting.remove());
        }
        passing = false;
    }

    @Override
    public void writable() {
        if (exchange != null) {
            exchange.clientWritable();
        }
    }

    @Override
    public void gone() {
        close();
        if (exchange != null) {
            exchange.clientGone();
        }
    }

    private void close() {
        leaveFacilities();
        over = true;
        reader.close();
        waiting.forEach(SoapConversation::release);
        waiting.clear();
    }

    private static void release(MessageEvent event) {
        if (event instanceof Content content) {
            content.release();
        }
    }

    // ---- what the exchange asks for

    @Override
    public boolean secure() {
        return connection.secure();
    }

    @Override
    public @Nullable X509Certificate certificate() {
        return connection.certificate();
    }

    @Override
    public MessageSource request() {
        return this;
    }

    @Override
    public void pause() {
        flowing = false;
        connection.pause();
    }

    @Override
    public void resume() {
        flowing = true;
        passWaiting();
        if (flowing && exchange != null && !over && !complete) {
            connection.resume();
        }
    }

    @Override
    public void cancel() {
        connection.cancel();
    }

    @Override
    public MessageSink open(
            ResponseHead response, long length, Verified verified, Matched matched, Committed committed) {
        return connection.open(response, length, verified, matched, committed);
    }

    @Override
    public void answer(Fault fault) {
        close();
        connection.answer(fault);
    }
}
