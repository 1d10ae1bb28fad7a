package org.spean.messagelog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.signing.BatchSignature;
import org.spean.crypto.signing.Signed;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.LoggedSignature.OwnSignature;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import reactor.core.publisher.Mono;

/** Records as a gateway would make them, of the sizes that real ones have; signatures are not real. */
public final class Records {

    public static final ClientId CLIENT = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
    public static final ServiceId SERVICE = ServiceId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity");
    public static final Instant TIME = Instant.parse("2026-11-23T13:15:33.123456Z");

    private static final DigestAlgorithm ALGORITHM = DigestAlgorithm.SHA_512;
    private static final int SIGNATURE = 7000;

    private final Random random;
    private final SigningIdentity identity;

    public Records(long seed) {
        random = new Random(seed);
        Capture capture = Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST);
        identity = new SigningIdentity(
                CLIENT.member(),
                List.of(capture.pki().certificate("bank-sign")),
                List.of(parsed(capture.ocsp().getFirst())),
                new NoKey());
    }

    /** Messages that we signed together. */
    public List<LogRecord> ownBatch(Side side, boolean response, int messages) {
        List<byte[]> parts = new ArrayList<>();
        List<MessageDigests> digests = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            byte[] part = message();
            parts.add(part);
            digests.add(new MessageDigests(ALGORITHM, ALGORITHM.digest(part), List.of(bytes(64))));
        }
        HashTree tree = HashTree.over(
                ALGORITHM, digests.stream().map(MessageDigests::leaf).toList());
        BatchSignature batch =
                new BatchSignature(bytes(SIGNATURE), HashChainWriter.result(ALGORITHM, tree.root()), identity, TIME);
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            MessageDigests own = digests.get(i);
            records.add(record(
                    side,
                    response,
                    parts.get(i),
                    true,
                    List.of(),
                    own,
                    new OwnSignature(new Signed(batch, tree.path(i), own))));
        }
        return records;
    }

    /** One message without body that we signed alone. */
    public LogRecord ownDirect() {
        byte[] part = message();
        MessageDigests digests = new MessageDigests(ALGORITHM, ALGORITHM.digest(part), List.of());
        BatchSignature batch = new BatchSignature(bytes(SIGNATURE), null, identity, TIME);
        return record(
                Side.CONSUMER,
                false,
                part,
                true,
                List.of(),
                digests,
                new OwnSignature(new Signed(batch, HashPath.alone(ALGORITHM), digests)));
    }

    /** A message under a signature document of a few bytes, where many are needed. */
    public LogRecord small() {
        byte[] part = bytes(16);
        return record(
                Side.PROVIDER,
                false,
                part,
                true,
                List.of(),
                new MessageDigests(ALGORITHM, ALGORITHM.digest(part), List.of()),
                new PeerSignature(new SignatureParts(bytes(64), null, null)));
    }

    /** Messages of a peer's batch: equal signatures in arrays of their own, as they arrive. */
    public List<LogRecord> peerBatch(Side side, boolean response, int messages) {
        List<LogRecord> records = new ArrayList<>();
        for (LogRecord own : ownBatch(side, response, messages)) {
            SignatureParts parts = ((OwnSignature) own.signature()).signed().parts();
            byte[] result = parts.result();
            records.add(record(
                    side,
                    response,
                    own.message(),
                    true,
                    List.of(),
                    own.digests(),
                    new PeerSignature(new SignatureParts(
                            parts.signature().clone(), result == null ? null : result.clone(), parts.chain()))));
        }
        return records;
    }

    /** A message whose body is kept, and that is itself cut. */
    public LogRecord cutWithBody(int bodyLength) {
        byte[] part = message();
        byte[] body = bytes(bodyLength);
        MessageDigests digests = new MessageDigests(ALGORITHM, ALGORITHM.digest(part), List.of(ALGORITHM.digest(body)));
        return record(
                Side.PROVIDER,
                false,
                "GET".getBytes(StandardCharsets.UTF_8),
                false,
                List.of(body),
                digests,
                new PeerSignature(new SignatureParts(bytes(SIGNATURE), bytes(500), bytes(900))));
    }

    /** A message that a real server signed alone, as a peer's: the signature document is real, too. */
    public LogRecord captured() {
        Capture capture = Capture.of("golden", "rest-get-small", Capture.Direction.REQUEST);
        return record(
                Side.PROVIDER,
                false,
                capture.message(),
                true,
                List.of(),
                capture.digests(),
                new PeerSignature(capture.signature()));
    }

    private static OcspResponse parsed(byte[] response) {
        try {
            return OcspResponse.parse(response);
        } catch (OcspResponseException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private LogRecord record(
            Side side,
            boolean response,
            byte[] message,
            boolean whole,
            List<byte[]> bodies,
            MessageDigests digests,
            LoggedSignature signature) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        return new LogRecord(
                side,
                response,
                "CAMBODIA-" + id,
                id.toString(),
                CLIENT,
                SERVICE,
                TIME,
                message,
                whole,
                bodies,
                digests,
                signature);
    }

    private byte[] message() {
        return ("GET\r\n/r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity/persons/" + random.nextInt(1_000_000_000)
                        + "?fields=name\r\naccept:application/json\r\nx-road-client:" + CLIENT.encoded()
                        + "\r\nx-correlation:" + random.nextLong() + "\r\nx-road-id:CAMBODIA-" + random.nextLong()
                        + "\r\nx-road-request-id:" + random.nextLong() + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Nothing here signs. */
    private static final class NoKey implements SigningKey {
        @Override
        public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
            return Mono.error(new UnsupportedOperationException());
        }

        @Override
        public KeyAlgorithm algorithm() {
            return KeyAlgorithm.RSA;
        }

        @Override
        public boolean onCpu() {
            return true;
        }
    }
}
