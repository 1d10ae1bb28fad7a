package org.spean.client;

import io.netty.handler.codec.http.HttpRequest;
import org.spean.exchange.ConsumerExchange;
import org.spean.exchange.Facilities;
import org.spean.message.MessageEvent;
import org.spean.message.RestRequest;

/** REST messages: {@code /r1/…} (PR-REST 4). */
final class RestResource implements ClientResource {

    @Override
    public boolean matches(HttpRequest request) {
        return request.uri().startsWith("/r1/") || request.uri().equals("/r1");
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        connection.requireRoom();
        Facilities facilities = connection.facilities();
        String instance = facilities.view().globalConf().instance();
        RestRequest head = RestRequest.compose(
                request.method().name(),
                request.uri(),
                request.headers(),
                facilities.requestIds().get(),
                () -> instance + "-" + facilities.requestIds().get());
        ConsumerExchange exchange =
                ConsumerExchange.begin(facilities, connection.loop(), head, connection, request.headers());
        return new Conversation() {
            @Override
            public void received(MessageEvent event) {
                exchange.requestEvent(event);
            }

            @Override
            public void writable() {
                exchange.clientWritable();
            }

            @Override
            public void gone() {
                exchange.clientGone();
            }
        };
    }
}
