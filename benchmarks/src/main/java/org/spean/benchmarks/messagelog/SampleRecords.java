package org.spean.benchmarks.messagelog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.spean.benchmarks.SampleIdentity;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.signing.BatchSignature;
import org.spean.crypto.signing.Signed;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignatureTemplate;
import org.spean.crypto.xades.SignedObject;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LoggedSignature;
import org.spean.messagelog.LoggedSignature.OwnSignature;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import org.spean.messagelog.Side;
import org.spean.testbed.authority.KeyKind;

/**
 * The records of a consumer's small exchanges, two each: its request, signed by us, and the answer, signed by the provider. Each signing
 * batch has a signature document of its own and a peer's comes with each message anew, as it does over the network. Sizes are those of real ones; nothing is
 * signed, and messages differ in their ids only, so that making them costs little beside keeping them. Confined to one thread.
 */
final class SampleRecords {
    /** Messages of one signature, as seen at 64 connections. */
    static final int USUAL_BATCH = 24;

    private static final ClientId CLIENT = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
    private static final ServiceId SERVICE = ServiceId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY/population");
    private static final DigestAlgorithm ALGORITHM = DigestAlgorithm.SHA_512;
    private static final SigningIdentity IDENTITY =
            SampleIdentity.of(KeyKind.RSA_2048).identity();
    private static final int BODY = 400;

    private final InstantSource clock;
    private final boolean bodies;
    private final long step;
    private final Template requests;
    private final Template responses;
    private final Deque<LogRecord> ready = new ArrayDeque<>();
    private long exchange;

    /**
     * @param first number of the first exchange
     * @param step between numbers, so that several threads have numbers of their own
     * @param batch messages of one signature
     * @param bodies whether bodies are kept, as with {@code keep: full}
     */
    SampleRecords(InstantSource clock, long first, long step, int batch, boolean bodies) {
        this.clock = clock;
        this.exchange = first;
        this.step = step;
        this.bodies = bodies;
        SplittableRandom random = new SplittableRandom(1);
        requests = Template.of(random, batch, request());
        responses = Template.of(random, batch, response());
    }

    /** The query id of an exchange. */
    static String queryId(long exchange) {
        return "CAMBODIA-" + requestId(exchange);
    }

    private static String requestId(long exchange) {
        return new UUID(mixed(exchange), mixed(~exchange)).toString();
    }

    LogRecord next() {
        if (ready.isEmpty()) {
            fill();
        }
        return ready.remove();
    }

    private void fill() {
        int size = requests.messages.size();
        byte[] document = stamped(requests.document, requests.place, exchange);
        byte[] result = stamped(requests.result, requests.result.length / 2, exchange);
        BatchSignature own = new BatchSignature(document, result, IDENTITY, clock.instant());
        for (int i = 0; i < size; i++) {
            Signed signed = new Signed(own, requests.paths.get(i), requests.digests.get(i));
            ready.add(record(exchange + i * step, false, requests, i, new OwnSignature(signed)));
        }
        for (int i = 0; i < size; i++) {
            SignatureParts parts = new SignatureParts(
                    stamped(responses.document, responses.place, ~exchange),
                    stamped(responses.result, responses.result.length / 2, ~exchange),
                    responses.chains.get(i).clone());
            ready.add(record(exchange + i * step, true, responses, i, new PeerSignature(parts)));
        }
        exchange += size * step;
    }

    private LogRecord record(long number, boolean response, Template of, int i, LoggedSignature signature) {
        return new LogRecord(
                Side.CONSUMER,
                response,
                queryId(number),
                requestId(number),
                CLIENT,
                SERVICE,
                clock.instant(),
                of.messages.get(i),
                true,
                bodies && response ? List.of(of.body) : List.of(),
                of.digests.get(i),
                signature);
    }

    private static String request() {
        return "GET\r\n/r1/" + SERVICE.encoded() + "/persons/100000042\r\naccept:application/json\r\nx-road-client:"
                + CLIENT.encoded() + "\r\nx-road-id:" + queryId(0) + "\r\nx-road-request-id:" + requestId(0) + "\r\n";
    }

    private static String response() {
        return "200\r\nOK\r\ncontent-type:application/json\r\nx-road-client:" + CLIENT.encoded() + "\r\nx-road-service:"
                + SERVICE.encoded() + "\r\nx-road-id:" + queryId(0) + "\r\nx-road-request-id:" + requestId(0)
                + "\r\nx-road-request-hash:" + "a".repeat(88) + "\r\n";
    }

    /** The same with other Base64 at a place where there is some. */
    private static byte[] stamped(byte[] template, int place, long number) {
        byte[] copy = template.clone();
        for (int i = 0; i < Long.BYTES; i++) {
            copy[place + i] = (byte) ('a' + ((number >>> (8 * i)) & 15));
            copy[place - 1 - i] = (byte) ('a' + ((number >>> (8 * i + 4)) & 15));
        }
        return copy;
    }

    /** Numbers that follow each other to numbers that look random; one to one. */
    private static long mixed(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** What all batches of one direction have in common. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Template(
            List<byte[]> messages,
            List<MessageDigests> digests,
            List<HashPath> paths,
            List<byte[]> chains,
            byte[] document,
            int place,
            byte[] result,
            byte[] body) {

        static Template of(SplittableRandom random, int size, String message) {
            byte[] body = new byte[BODY];
            byte[] value = new byte[256];
            random.nextBytes(body);
            random.nextBytes(value);
            List<byte[]> messages = new ArrayList<>();
            List<MessageDigests> digests = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                byte[] part =
                        (message + "x-correlation:" + random.nextLong() + "\r\n").getBytes(StandardCharsets.UTF_8);
                messages.add(part);
                digests.add(new MessageDigests(ALGORITHM, ALGORITHM.digest(part), List.of(ALGORITHM.digest(body))));
            }
            HashTree tree = HashTree.over(
                    ALGORITHM, digests.stream().map(MessageDigests::leaf).toList());
            List<HashPath> paths = new ArrayList<>();
            List<byte[]> chains = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                paths.add(tree.path(i));
                chains.add(HashChainWriter.chain(tree.path(i), digests.get(i)));
            }
            byte[] result = HashChainWriter.result(ALGORITHM, tree.root());
            byte[] document = document(ALGORITHM.digest(result), value);
            int place = new String(document, StandardCharsets.US_ASCII)
                            .indexOf(Base64.getEncoder().encodeToString(value))
                    + value.length / 2;
            return new Template(messages, digests, paths, chains, document, place, result, body);
        }

        /** Like a real one, but for the value of the signature. */
        private static byte[] document(byte[] digest, byte[] value) {
            return SignatureTemplate.of(
                            IDENTITY.chain(), IDENTITY.ocsp(), IDENTITY.key().algorithm(), ALGORITHM)
                    .draft(SignedObject.HASH_CHAIN_RESULT, digest, Instant.EPOCH)
                    .document(value);
        }
    }
}
