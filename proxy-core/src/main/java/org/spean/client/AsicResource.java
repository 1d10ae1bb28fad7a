package org.spean.client;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.spean.audit.Audit;
import org.spean.config.ClientConfig;
import org.spean.exchange.ConnectionRule;

/**
 * {@code GET /asic}: the signed documents of messages that a subsystem of ours has exchanged, to who may speak for it
 * (UG-SIGDOC, 2).
 */
final class AsicResource implements ClientResource {

    private static final String PATH = "/asic";

    private final Downloads downloads;

    AsicResource(Downloads downloads) {
        this.downloads = downloads;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && (request.uri().equals(PATH) || request.uri().startsWith(PATH + "?"));
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        try {
            AsicRequest wanted = wanted(request.uri());
            try {
                authenticate(wanted, connection);
            } catch (DownloadRefusal e) {
                tell(wanted, connection, false);
                throw e;
            }
            tell(wanted, connection, true);
            SignedDocuments documents = new SignedDocuments(wanted, downloads.stamps());
            return Download.begin(
                    connection,
                    downloads,
                    to -> downloads.evidence().<Download, Exception>with(store -> {
                        documents.write(store, to);
                        return to;
                    }));
        } catch (DownloadRefusal e) {
            Download.refuse(connection, e);
            return AnsweredFromHead.INSTANCE;
        }
    }

    private void tell(AsicRequest wanted, ClientConnection connection, boolean allowed) {
        downloads
                .audit()
                .record(
                        Audit.Action.EVIDENCE_DOWNLOADED,
                        wanted.own().toString(),
                        allowed,
                        Map.of("queryId", wanted.queryId(), "from", connection.from()));
    }

    private static AsicRequest wanted(String uri) throws DownloadRefusal {
        try {
            return AsicRequest.of(uri);
        } catch (IllegalArgumentException e) {
            throw new DownloadRefusal(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static void authenticate(AsicRequest wanted, ClientConnection connection) throws DownloadRefusal {
        ClientConfig client = connection.facilities().view().config().client(wanted.own());
        if (client == null) {
            throw new DownloadRefusal(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "Client '" + wanted.own() + "' not found");
        }
        String broken = ConnectionRule.broken(client, connection);
        if (broken != null) {
            throw new DownloadRefusal(HttpResponseStatus.UNAUTHORIZED, broken);
        }
    }
}
