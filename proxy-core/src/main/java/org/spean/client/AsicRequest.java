package org.spean.client;

import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.messagelog.EvidenceQuery;

/**
 * Which signed documents are wanted (UG-SIGDOC, 2).
 *
 * @param own the subsystem (or member) of ours that exchanged the messages
 * @param response whether only responses or only requests; {@code null}: both
 * @param unique whether it is one document, to be given alone
 * @param force whether time-stamps that are missing are to be made
 */
record AsicRequest(ClientId own, String queryId, @Nullable Boolean response, boolean unique, boolean force) {

    /**
     * From the parameters of a request.
     *
     * @throws IllegalArgumentException whose message tells the client what is wrong
     */
    static AsicRequest of(String uri) {
        QueryParameters query = QueryParameters.of(uri);
        ClientId own = ClientId.of(
                query.required("xRoadInstance"),
                query.required("memberClass"),
                query.required("memberCode"),
                query.get("subsystemCode"));
        boolean requestOnly = query.has("requestOnly");
        boolean responseOnly = query.has("responseOnly");
        if (requestOnly && responseOnly) {
            throw new IllegalArgumentException(
                    "Parameters 'requestOnly' and 'responseOnly' must not be given together");
        }
        boolean unique = query.has("unique");
        if (unique && !requestOnly && !responseOnly) {
            throw new IllegalArgumentException("Parameter 'unique' needs 'requestOnly' or 'responseOnly' beside it");
        }
        return new AsicRequest(
                own,
                query.required("queryId"),
                (requestOnly || responseOnly) ? responseOnly : null,
                unique,
                query.has("force"));
    }

    EvidenceQuery query() {
        return new EvidenceQuery(queryId, null, null, response, null, null);
    }

    /** What the name of a file with several documents ends in. */
    String suffix() {
        return response == null ? "" : response ? "-response" : "-request";
    }
}
