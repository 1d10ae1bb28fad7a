package org.spean.messagelog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SignatureParts;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.ServiceId;

/**
 * A record read back, with what proves it as it travelled.
 *
 * @param octets the message part, whole or cut
 * @param wholeMessage whether {@code octets} is what was signed
 * @param attachments bodies, if they were kept
 * @param digests of the message as it was signed
 * @param signature our own hash chain rendered, a peer's as it came
 * @param stamp over the signature; {@code null} while it waits for one
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
public record Evidence(
        long id,
        Side side,
        boolean response,
        String queryId,
        String requestId,
        ClientId client,
        ServiceId service,
        Instant time,
        byte[] octets,
        boolean wholeMessage,
        List<byte[]> attachments,
        MessageDigests digests,
        SignatureParts signature,
        @Nullable EvidenceStamp stamp) {

    /** About how many bytes of memory it takes. */
    public long weight() {
        long bytes = 1024L + octets.length + signature.signature().length;
        for (byte[] attachment : attachments) {
            bytes += attachment.length;
        }
        return bytes;
    }

    /** The member whose signature the message must carry. */
    public MemberId signer() {
        return response ? service.provider().member() : client.member();
    }
}
