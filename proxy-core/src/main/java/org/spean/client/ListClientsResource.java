package org.spean.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.globalconf.GlobalConf;

/**
 * {@code /listClients}: the members and subsystems of our instance, or of a federated one named by
 * {@code xRoadInstance}, to whoever reaches the client port (PR-META, 2). No exchange, so nothing is signed or logged.
 */
final class ListClientsResource implements ClientResource {

    private static final String PATH = "/listClients";
    private static final String INSTANCE = "xRoadInstance";

    @Override
    public boolean matches(HttpRequest request) {
        return request.uri().equals(PATH) || request.uri().startsWith(PATH + "?");
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        if (!request.method().equals(HttpMethod.GET)) {
            throw FaultException.of(
                    FaultCode.INVALID_HTTP_METHOD,
                    Origin.CLIENT,
                    "Must use GET request method instead of " + request.method().name());
        }
        GlobalConf globalConf = connection.facilities().view().globalConf();
        String instance = instance(request.uri(), globalConf.instance());
        if (!globalConf.instances().contains(instance)) {
            throw FaultException.of(
                    FaultCode.INTERNAL_ERROR,
                    Origin.CLIENT_PROXY,
                    "Shared params for instance identifier " + instance + " not found");
        }
        if (wantsJson(request.headers().get(HttpHeaderNames.ACCEPT))) {
            connection.answer(200, "application/json; charset=utf-8", ClientList.json(globalConf.clientsOf(instance)));
        } else {
            connection.answer(200, "text/xml; charset=UTF-8", ClientList.xml(globalConf.clientsOf(instance)));
        }
        return AnsweredFromHead.INSTANCE;
    }

    private static String instance(String uri, String home) {
        List<String> values;
        try {
            values = new QueryStringDecoder(uri).parameters().get(INSTANCE);
        } catch (IllegalArgumentException e) {
            throw FaultException.of(
                    FaultCode.BAD_REQUEST, Origin.CLIENT_PROXY, "The query is not percent-encoded as it must be");
        }
        if (values == null) {
            return home;
        }
        if (values.size() > 1) {
            throw FaultException.of(
                    FaultCode.BAD_REQUEST, Origin.CLIENT_PROXY, INSTANCE + " must not be given more than once");
        }
        return values.getFirst();
    }

    /** JSON for those who ask for it before they ask for XML; XML for everybody else, as the protocol says. */
    private static boolean wantsJson(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        for (String range : accept.split(",", -1)) {
            int parameters = range.indexOf(';');
            String media = (parameters < 0 ? range : range.substring(0, parameters))
                    .trim()
                    .toLowerCase(Locale.ROOT);
            switch (media) {
                case "application/json" -> {
                    return true;
                }
                case "text/xml", "application/xml", "text/*" -> {
                    return false;
                }
                default -> {}
            }
        }
        return false;
    }
}
