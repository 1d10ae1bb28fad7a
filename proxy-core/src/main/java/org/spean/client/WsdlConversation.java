package org.spean.client;

import java.security.cert.X509Certificate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.verification.Verified;
import org.spean.exchange.ClientDoor;
import org.spean.exchange.ConsumerExchange;
import org.spean.exchange.Matched;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSink;
import org.spean.message.MessageSource;
import org.spean.message.ResponseHead;
import org.spean.message.SoapRequest;
import org.spean.messagelog.Committed;

/** One exchange {@code getWsdl} that a {@code GET} became: of its answer the client gets the first attachment. */
final class WsdlConversation implements ClientResource.Conversation, ClientDoor {

    private final ClientConnection connection;
    private @Nullable ConsumerExchange exchange;

    private WsdlConversation(ClientConnection connection) {
        this.connection = connection;
    }

    static WsdlConversation begin(SoapRequest question, ClientConnection connection) {
        WsdlConversation conversation = new WsdlConversation(connection);
        conversation.exchange =
                ConsumerExchange.begin(connection.facilities(), connection.loop(), question, conversation);
        return conversation;
    }

    private ConsumerExchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    // ---- what the connection brings

    /** The question is complete without what the client sends behind its head. */
    @Override
    public void received(MessageEvent event) {
        if (event instanceof Content content) {
            content.release();
        } else if (event == MessageEnd.INSTANCE) {
            exchange().requestEvent(event);
        }
    }

    @Override
    public void writable() {
        exchange().clientWritable();
    }

    @Override
    public void gone() {
        exchange().clientGone();
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
        return connection;
    }

    @Override
    public MessageSink open(
            ResponseHead response, long length, Verified verified, Matched matched, Committed committed) {
        if (length <= 0) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE, Origin.CLIENT_PROXY, "The provider's answer to getWsdl holds no WSDL");
        }
        return new Document(connection.open(response, length, verified, matched, committed));
    }

    @Override
    public void answer(Fault fault) {
        connection.answer(fault);
    }

    /** The first attachment alone. */
    private static final class Document implements MessageSink {
        private final MessageSink client;
        private int attachments;

        Document(MessageSink client) {
            this.client = client;
        }

        @Override
        public void write(MessageEvent event) {
            switch (event) {
                case AttachmentHead head -> attachments++;
                case Content content when attachments > 1 -> content.release();
                default -> client.write(event);
            }
        }

        @Override
        public boolean writable() {
            return client.writable();
        }

        @Override
        public void abort(Fault fault) {
            client.abort(fault);
        }
    }
}
