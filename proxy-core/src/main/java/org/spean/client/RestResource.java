package org.spean.client;

import io.netty.handler.codec.http.HttpRequest;
import org.spean.exchange.ConsumerExchange;
import org.spean.exchange.Facilities;
import org.spean.message.MessageEvent;
import org.spean.message.RestRequest;
import org.spean.view.View;
import org.spean.view.Views;

/** REST messages: {@code /r1/…} (PR-REST 4). */
final class RestResource implements ClientResource {

    private final Facilities facilities;
    private final Views views;

    RestResource(Facilities facilities, Views views) {
        this.facilities = facilities;
        this.views = views;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return request.uri().startsWith("/r1/") || request.uri().equals("/r1");
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        View view = views.current();
        String instance = view.globalConf().instance();
        RestRequest head = RestRequest.compose(
                request.method().name(),
                request.uri(),
                request.headers(),
                facilities.requestIds().get(),
                () -> instance + "-" + facilities.requestIds().get());
        ConsumerExchange exchange = ConsumerExchange.begin(facilities, view, connection.loop(), head, connection);
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
