package org.spean.description;

import java.util.List;
import org.spean.config.AppliedDescription;

/**
 * A document that was understood.
 *
 * @param published as others may see it: with the addresses of services taken out
 * @param contentType of that
 * @param extension of a file that holds it
 * @param services that it describes, at least one
 * @param remarks what the parser found strange, one line each
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
record ReadDocument(
        byte[] published,
        String contentType,
        String extension,
        List<AppliedDescription.Service> services,
        List<String> remarks) {}
