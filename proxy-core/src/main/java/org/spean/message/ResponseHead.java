package org.spean.message;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.fault.FaultException;

/** Head of a response, in whatever protocol. */
public sealed interface ResponseHead extends MessageHead permits RestResponse, SoapResponse {
    /** HTTP status of the service's answer, 200 to 599. */
    int status();

    /** Content type of the service's answer as servers tell each other; {@code null} where the head itself says it. */
    @Nullable
    String originalContentType();

    /**
     * Checks that this answers that request.
     *
     * @param digests of the request
     * @throws FaultException of origin {@code ClientProxy}, naming what differs
     */
    void mustMatch(RequestHead request, MessageDigests digests);
}
