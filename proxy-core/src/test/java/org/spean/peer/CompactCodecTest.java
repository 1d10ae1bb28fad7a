package org.spean.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.signing.BatchSignature;
import org.spean.crypto.signing.Signed;
import org.spean.crypto.xades.SignatureParts;
import org.spean.messagelog.LoggedSignature.OwnSignature;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;

/** What one end writes in compact form the other reads as the same documents; whatever else comes is refused. */
class CompactCodecTest {
    private static final DigestAlgorithm ALGORITHM = DigestAlgorithm.SHA_512;
    private static final PartLimits LIMITS = PartLimits.DEFAULT;

    private final Random random = new Random(7);
    private final BatchSignature anyBatch = ((OwnSignature)
                    new Records(7).ownBatch(Side.CONSUMER, false, 1).getFirst().signature())
            .signed()
            .batch();
    private final CompactWriter writer = new CompactWriter();
    private final CompactReader reader = new CompactReader(new SharedDocuments());

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A document as a batch of this pattern has: some of its bytes are its own. */
    private byte[] document(byte[] pattern) {
        byte[] document = pattern.clone();
        for (int at : new int[] {0, pattern.length / 3, pattern.length - 24}) {
            System.arraycopy(bytes(24), 0, document, at, 24);
        }
        return document;
    }

    private List<Signed> batch(byte[] pattern, byte[] document, int messages) {
        List<MessageDigests> digests = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            digests.add(new MessageDigests(ALGORITHM, bytes(64), i % 2 == 0 ? List.of() : List.of(bytes(64))));
        }
        HashTree tree = HashTree.over(
                ALGORITHM, digests.stream().map(MessageDigests::leaf).toList());
        byte[] result =
                messages == 1 && digests.getFirst().single() ? null : HashChainWriter.result(ALGORITHM, tree.root());
        var signature = new BatchSignature(document, result, anyBatch.identity(), Instant.EPOCH, pattern);
        List<Signed> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            all.add(new Signed(signature, result == null ? HashPath.alone(ALGORITHM) : tree.path(i), digests.get(i)));
        }
        return all;
    }

    private byte[] written(Signed signed) {
        ByteBuf out = Unpooled.buffer();
        writer.seal(out, signed);
        return ByteBufUtil.getBytes(out);
    }

    private static void assertSame(SignatureParts read, Signed signed) {
        SignatureParts expected = signed.parts();
        SignatureParts whole = read.whole(signed.digests());
        assertThat(whole.signature()).isEqualTo(expected.signature());
        assertThat(whole.result()).isEqualTo(expected.result());
        assertThat(whole.chain()).isEqualTo(expected.chain());
    }

    @Test
    void batchesOfManyMembersInAnyOrder() {
        List<byte[]> patterns = new ArrayList<>();
        for (int i = 0; i < 40; i++) { // more than are remembered, by number and by size
            patterns.add(bytes(i % 3 == 0 ? 300 : 7000 + i));
        }
        patterns.add(bytes(CompactForm.BYTES));
        patterns.add(bytes(CompactForm.BYTES + 1));
        for (int i = 0; i < 1000; i++) {
            byte[] pattern = patterns.get((int) (patterns.size() * Math.pow(random.nextDouble(), 3)));
            for (Signed signed : batch(pattern, document(pattern), 1 + random.nextInt(3))) {
                assertSame(reader.seal(written(signed), LIMITS), signed);
            }
        }
    }

    @Test
    void onlyTheFirstOfAPatternIsLong() {
        byte[] pattern = bytes(7000);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (Signed signed : batch(pattern, document(pattern), 16)) {
                byte[] part = written(signed);
                lengths.add(part.length);
                assertSame(reader.seal(part, LIMITS), signed);
            }
        }
        assertThat(lengths.getFirst()).isBetween(7000, 8500);
        assertThat(lengths.subList(1, lengths.size())).allMatch(length -> length < 600);
    }

    @Test
    void documentsOfABatchAreMadeOnce() {
        byte[] pattern = bytes(7000);
        List<Signed> batch = batch(pattern, document(pattern), 4);
        SharedDocuments shared = new SharedDocuments();
        List<SignatureParts> read = new ArrayList<>();
        for (Signed signed : batch) { // each on a connection of its own
            ByteBuf out = Unpooled.buffer();
            new CompactWriter().seal(out, signed);
            read.add(new CompactReader(shared).seal(ByteBufUtil.getBytes(out), LIMITS));
        }
        assertThat(read).allSatisfy(parts -> {
            assertThat(parts.signature()).isSameAs(read.getFirst().signature());
            assertThat(parts.result()).isSameAs(read.getFirst().result());
        });
    }

    @Test
    void documentThatSharesTooLittleGoesWhole() {
        byte[] pattern = bytes(2000);
        for (byte[] document : List.of(bytes(2000), bytes(2001))) {
            Signed signed = batch(pattern, document, 2).getFirst();
            assertSame(reader.seal(written(signed), LIMITS), signed);
        }
    }

    @Test
    void ocspResponsesAreSentOnce() {
        List<byte[]> responses = List.of(bytes(1800), bytes(1900));
        for (int i = 0; i < 3; i++) {
            ByteBuf out = Unpooled.buffer();
            writer.ocsp(out, responses.stream().map(byte[]::clone).toList());
            byte[] part = ByteBufUtil.getBytes(out);
            assertThat(part).hasSize(i == 0 ? 1 + 2 * 3 + 1800 + 1900 : 3);
            assertThat(reader.ocsp(part, LIMITS))
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(responses);
        }
    }

    // ---- what an enemy may try

    /** The first message of a batch, and the same again, when all it refers to was sent. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Sent(byte[] first, byte[] again) {
        CompactReader reader() {
            CompactReader reader = new CompactReader(new SharedDocuments());
            reader.seal(first, LIMITS);
            return reader;
        }
    }

    private Sent sent() {
        byte[] pattern = bytes(2000);
        Signed signed = batch(pattern, document(pattern), 8).getFirst();
        return new Sent(written(signed), written(signed));
    }

    private static void assertRefused(CompactReader by, byte[] part, String why) {
        assertThatThrownBy(() -> by.seal(part, LIMITS))
                .isInstanceOf(MalformedCompactException.class)
                .hasMessageContaining(why);
    }

    private void assertRefused(byte[] part, String why) {
        assertRefused(reader, part, why);
    }

    @Test
    void unknownNumbersAreRefused() {
        for (int place = 0; place < CompactForm.ENTRIES; place++) {
            assertRefused(
                    new byte[] {CompactForm.DIRECT, (byte) (CompactForm.REFERENCE + place), 0}, "not sent before");
        }
        assertRefused(
                new byte[] {CompactForm.DIRECT, (byte) (CompactForm.REFERENCE + CompactForm.ENTRIES), 0}, "at most");
    }

    @Test
    void evictedDocumentsAreUnknown() {
        for (int i = 0; i < CompactForm.ENTRIES + 5; i++) {
            Signed signed = batch(bytes(200), bytes(200), 1).getFirst();
            ByteBuf out = Unpooled.buffer();
            new CompactWriter().ocsp(out, List.of(signed.batch().document()));
            reader.ocsp(ByteBufUtil.getBytes(out), LIMITS);
        }
        byte last = CompactForm.REFERENCE + CompactForm.ENTRIES - 1;
        assertThat(reader.ocsp(new byte[] {1, last}, LIMITS)).hasSize(1);
        byte[] large = new byte[CompactForm.BYTES];
        ByteBuf out = Unpooled.buffer();
        new CompactWriter().ocsp(out, List.of(large));
        reader.ocsp(ByteBufUtil.getBytes(out), new PartLimits(1, 1, 1, large.length, 1, 1, 1, 1, 1));
        assertRefused(new byte[] {CompactForm.DIRECT, CompactForm.REFERENCE + 1, 0}, "not sent before");
    }

    @Test
    void documentsBeyondTheLimitsAreRefused() {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(CompactForm.DIRECT);
        Varint.write(out, CompactForm.REMEMBERED);
        Varint.write(out, CompactForm.BYTES + 1);
        out.writeBytes(new byte[CompactForm.BYTES + 2]);
        assertRefused(ByteBufUtil.getBytes(out), "to remember");
        out.clear().writeByte(CompactForm.DIRECT);
        Varint.write(out, CompactForm.LITERAL);
        Varint.write(out, LIMITS.signature() + 1);
        out.writeBytes(new byte[LIMITS.signature() + 2]);
        assertRefused(ByteBufUtil.getBytes(out), "at most " + LIMITS.signature());
    }

    @Test
    void eachByteMissingIsRefused() {
        Sent sent = sent();
        byte[] part = sent.again();
        for (int length = 0; length < part.length; length++) {
            byte[] cut = Arrays.copyOf(part, length);
            CompactReader fresh = sent.reader();
            assertThatThrownBy(() -> fresh.seal(cut, LIMITS)).isInstanceOf(MalformedCompactException.class);
        }
        HashPath path = Objects.requireNonNull(sent.reader().seal(part, LIMITS).path());
        assertThat(path.nodes()).hasSize(3);
        assertRefused(sent.reader(), Arrays.copyOf(part, part.length + 1), "no hash path");
        assertThatThrownBy(() -> reader.ocsp(new byte[] {0, 0}, LIMITS)).hasMessageContaining("goes on");
    }

    @Test
    void anyChangedByteIsRefusedOrGivesOtherDocuments() {
        Sent sent = sent();
        SignatureParts whole = sent.reader().seal(sent.again(), LIMITS);
        byte[] path = Objects.requireNonNull(whole.path()).encode();
        for (int at = 0; at < sent.again().length; at++) {
            byte[] changed = sent.again().clone();
            changed[at] ^= 0x11;
            CompactReader fresh = sent.reader();
            try {
                SignatureParts read = fresh.seal(changed, LIMITS);
                assertThat(Arrays.equals(read.signature(), whole.signature())
                                && Arrays.equals(read.result(), whole.result())
                                && read.path() != null
                                && Arrays.equals(read.path().encode(), path))
                        .isFalse();
            } catch (MalformedCompactException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void pathLongerThanAnyBatchIsRefused() {
        Sent sent = sent();
        byte[] part = sent.again();
        HashPath path = Objects.requireNonNull(sent.reader().seal(part, LIMITS).path());
        byte[] longer = Arrays.copyOf(part, part.length + 64 * 64);
        longer[part.length - path.encode().length + 1] = HashPath.MAX_NODES + 1;
        assertRefused(sent.reader(), longer, "no hash path");
    }

    @Test
    void patchBeyondItsPatternIsRefused() {
        assertRefused(new byte[] {CompactForm.DIRECT, CompactForm.LITERAL, 2, 1, 1, 3, 1, 2, 9}, "at most");
        assertRefused(new byte[] {CompactForm.DIRECT, CompactForm.LITERAL, 2, 1, 1, 2, 3, 9}, "at most");
    }

    @Test
    void numbersOfTooManyBytesAreRefused() {
        assertRefused(new byte[] {CompactForm.DIRECT, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1}, "bytes");
    }
}
