package org.spean.message;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/**
 * A SOAP envelope of X-Road's message protocol (PR-MESS, 2.2): its bytes, the values of its header, and where in the bytes
 * stands what is cut out or put in. Offsets count bytes from 0.
 *
 * @param octets the envelope as it came, byte order mark and all; never changed
 * @param charset of the octets
 * @param targetServer the server chosen for the provider (targeting extension)
 * @param representedParty class and code of the party the client acts for (represented party extension)
 * @param requestHash what ties a response to its request; absent in requests
 * @param bodyElement local name of the one element in the body
 * @param headerPrefix namespace prefix of the element {@code id}, with its colon; empty when it has none
 * @param prefixWithin whether the element {@code id} declares that prefix itself, so that it holds nowhere else
 * @param idEnd behind the element {@code id}: here {@code requestHash} stands in responses
 * @param bodyStart first byte of the body's content
 * @param bodyEnd behind the last byte of the body's content
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
public record SoapMessage(
        byte[] octets,
        Charset charset,
        ClientId client,
        ServiceId service,
        String id,
        @Nullable String userId,
        @Nullable String issue,
        @Nullable SecurityServerId targetServer,
        @Nullable RepresentedParty representedParty,
        @Nullable RequestHashField requestHash,
        String bodyElement,
        String headerPrefix,
        boolean prefixWithin,
        int idEnd,
        int bodyStart,
        int bodyEnd) {

    /** The header {@code representedParty}. */
    public record RepresentedParty(@Nullable String partyClass, String partyCode) {}

    /**
     * The header {@code requestHash}.
     *
     * @param algorithm URI of the digest algorithm; empty when the element names none
     * @param value Base64
     * @param start first byte of the element
     * @param end behind its last byte
     */
    public record RequestHashField(String algorithm, String value, int start, int end) {}
}
