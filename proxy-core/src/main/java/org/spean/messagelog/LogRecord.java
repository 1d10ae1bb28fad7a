package org.spean.messagelog;

import java.time.Instant;
import java.util.List;
import org.spean.crypto.digest.MessageDigests;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.ServiceId;

/**
 * One message as it is kept. The arrays are not copied and must not be changed.
 *
 * @param side in which role we saw it
 * @param response whether it is the response
 * @param queryId the value of {@code x-road-id}, or the SOAP id
 * @param requestId the value of {@code x-road-request-id}
 * @param time when it was signed or verified; kept to the microsecond
 * @param message the message part, whole or cut
 * @param wholeMessage whether {@code message} is what was signed; if not, only its digest proves anything
 * @param attachments bodies, from attachment 1 on; empty when they are not kept
 * @param digests of the message as it was signed
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
public record LogRecord(
        Side side,
        boolean response,
        String queryId,
        String requestId,
        ClientId client,
        ServiceId service,
        Instant time,
        byte[] message,
        boolean wholeMessage,
        List<byte[]> attachments,
        MessageDigests digests,
        LoggedSignature signature) {

    /** The member whose signature the message carries. */
    public MemberId signer() {
        return response ? service.provider().member() : client.member();
    }

    /** About how many bytes it takes on disk, without the signature document it may share. */
    int weight() {
        int weight = 256 + message.length;
        for (byte[] attachment : attachments) {
            weight += attachment.length;
        }
        return weight;
    }
}
