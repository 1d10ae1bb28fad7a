package org.spean.messagelog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.LogBatch.RecordRow;

/**
 * A record in the terms of tables and topics: numbers, texts and octets.
 *
 * @param signature the number of its signature document
 * @param time microseconds since 1970
 * @param client encoded
 * @param provider encoded
 * @param service encoded service code, then the version where there is one
 * @param algorithm as in headers
 * @param digests of the message and its attachments, joined
 * @param path the compact form of a hash chain: of ours, or of a peer's that came so
 * @param chain a peer's hash chain as it came otherwise; neither is set when the signature covers the message directly
 * @param attachments bodies, if they are kept
 * @param key id of the key that message and attachments are encrypted under; {@code null}: they are in clear
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
public record KeptRecord(
        long id,
        long signature,
        Side side,
        boolean response,
        long time,
        String queryId,
        String requestId,
        String client,
        String provider,
        String service,
        byte[] message,
        boolean wholeMessage,
        String algorithm,
        byte[] digests,
        byte @Nullable [] path,
        byte @Nullable [] chain,
        List<byte[]> attachments,
        @Nullable String key) {

    /** Stands where the provider was: a path of six segments means the same with and without a version. */
    private static final String PROVIDER = "i/c/m/s/";

    public static KeptRecord of(RecordRow row) {
        LogRecord data = row.record();
        String provider = data.service().provider().encoded();
        return new KeptRecord(
                row.id(),
                row.signature(),
                data.side(),
                data.response(),
                ChronoUnit.MICROS.between(Instant.EPOCH, data.time()),
                data.queryId(),
                data.requestId(),
                data.client().encoded(),
                provider,
                data.service().encoded().substring(provider.length() + 1),
                data.message(),
                data.wholeMessage(),
                data.digests().algorithm().headerName(),
                joined(data.digests()),
                data.signature().path(),
                data.signature().chain(),
                data.attachments(),
                null);
    }

    /** Bits of {@link RecordKind}. */
    public int kind() {
        return RecordKind.of(side, response, wholeMessage) | (key == null ? 0 : RecordKind.ENCRYPTED);
    }

    /** The same record with its message and attachments encrypted, or decrypted. */
    public KeptRecord with(byte[] otherMessage, List<byte[]> otherAttachments, @Nullable String otherKey) {
        return new KeptRecord(
                id,
                signature,
                side,
                response,
                time,
                queryId,
                requestId,
                client,
                provider,
                service,
                otherMessage,
                wholeMessage,
                algorithm,
                digests,
                path,
                chain,
                otherAttachments,
                otherKey);
    }

    /**
     * The evidence, with what is kept beside the record, which is in clear.
     *
     * @param document the XML signature
     * @param result the hash chain's result; {@code null} when the signature covers the message directly
     * @throws MessageLogException when the record is not one that this version can read
     */
    public Evidence evidence(byte[] document, byte @Nullable [] result, @Nullable EvidenceStamp stamp) {
        MessageDigests separate = separate();
        ServiceId named = ServiceId.parse(PROVIDER + service);
        return new Evidence(
                id,
                side,
                response,
                queryId,
                requestId,
                ClientId.parse(client),
                new ServiceId(ClientId.parse(provider), named.serviceCode(), named.version()),
                Instant.EPOCH.plus(time, ChronoUnit.MICROS),
                message,
                wholeMessage,
                attachments,
                separate,
                new SignatureParts(
                        document,
                        result,
                        path == null ? chain : HashChainWriter.chain(HashPath.decode(path), separate)),
                stamp);
    }

    private static byte[] joined(MessageDigests digests) {
        int length = digests.algorithm().length();
        byte[] all = new byte[(1 + digests.attachments().size()) * length];
        System.arraycopy(digests.message(), 0, all, 0, length);
        for (int i = 0; i < digests.attachments().size(); i++) {
            System.arraycopy(digests.attachments().get(i), 0, all, (i + 1) * length, length);
        }
        return all;
    }

    private MessageDigests separate() {
        DigestAlgorithm known = DigestAlgorithm.ofHeader(algorithm);
        if (known == null) {
            throw new MessageLogException("Record " + id + ": unknown digest algorithm " + algorithm, null);
        }
        int length = known.length();
        List<byte[]> others = new ArrayList<>();
        for (int at = length; at < digests.length; at += length) {
            others.add(Arrays.copyOfRange(digests, at, at + length));
        }
        return new MessageDigests(known, Arrays.copyOf(digests, length), others);
    }
}
