package org.spean.crypto.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private final Random random = new Random(1);

    @ParameterizedTest
    @EnumSource
    void knowsItsNames(DigestAlgorithm algorithm) {
        assertThat(DigestAlgorithm.ofUri(algorithm.uri())).isEqualTo(algorithm);
        assertThat(DigestAlgorithm.ofHeader(algorithm.headerName())).isEqualTo(algorithm);
        assertThat(algorithm.digest()).hasSize(algorithm.length());
        assertThat(DigestAlgorithm.ofUri("http://www.w3.org/2000/09/xmldsig#sha1"))
                .isNull();
        assertThat(DigestAlgorithm.ofHeader("SHA-1")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000})
    void digestsEveryKindOfBuffer(int size) throws Exception {
        byte[] data = new byte[size];
        random.nextBytes(data);
        byte[] expected = MessageDigest.getInstance("SHA-512").digest(data);
        ByteBuf direct =
                ByteBufAllocator.DEFAULT.directBuffer(size + 3).writeZero(3).writeBytes(data);
        direct.skipBytes(3);
        ByteBuf heap = Unpooled.wrappedBuffer(new byte[3], data).copy().skipBytes(3);
        ByteBuf composite = Unpooled.wrappedBuffer(
                direct.retainedSlice(3, size / 2), Unpooled.wrappedBuffer(data, size / 2, size - size / 2));
        for (ByteBuf buffer : List.of(direct, heap, composite)) {
            int index = buffer.readerIndex();
            StreamingDigest digest = DigestAlgorithm.SHA_512.start();
            digest.update(buffer);

            assertThat(digest.finish()).isEqualTo(expected);
            assertThat(buffer.readerIndex()).isEqualTo(index);
            buffer.release();
        }
        assertThat(direct.refCnt()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void hashesTheDerFormOfDigests(DigestAlgorithm algorithm) {
        for (int count : new int[] {1, 2, 3, 700}) {
            List<byte[]> digests = random.ints(count)
                    .mapToObj(i -> algorithm.digest(new byte[] {(byte) i}))
                    .toList();
            byte[] expected = algorithm.digest(der(algorithm, digests));

            assertThat(HashStep.of(algorithm, digests)).isEqualTo(expected);
            assertThat(HashStep.of(
                            algorithm, digests.stream().map(d -> algorithm).toList(), digests))
                    .isEqualTo(expected);
        }
        byte[] left = algorithm.digest(new byte[1]);
        byte[] right = algorithm.digest(new byte[2]);
        assertThat(HashStep.of(algorithm, left, right)).isEqualTo(HashStep.of(algorithm, List.of(left, right)));
    }

    @Test
    void refusesDigestsOfAnotherLength() {
        assertThatThrownBy(() -> HashStep.of(DigestAlgorithm.SHA_512, new byte[64], new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageDigests(DigestAlgorithm.SHA_256, new byte[64], List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void standsForAMessageByOneLeaf() {
        DigestAlgorithm algorithm = DigestAlgorithm.SHA_512;
        byte[] message = algorithm.digest(new byte[1]);
        byte[] body = algorithm.digest(new byte[2]);
        byte[] more = algorithm.digest(new byte[3]);

        assertThat(new MessageDigests(algorithm, message, List.of()).leaf()).isEqualTo(message);
        assertThat(new MessageDigests(algorithm, message, List.of(body)).leaf())
                .isEqualTo(HashStep.of(algorithm, List.of(message, body)));
        assertThat(new MessageDigests(algorithm, message, List.of(body, more)).leaf())
                .isEqualTo(HashStep.of(algorithm, List.of(message, body, more)));
    }

    private static byte[] der(DigestAlgorithm algorithm, List<byte[]> digests) {
        ASN1EncodableVector items = new ASN1EncodableVector();
        for (byte[] digest : digests) {
            ASN1EncodableVector item = new ASN1EncodableVector();
            item.add(new DEROctetString(digest));
            item.add(new DERUTF8String(algorithm.uri()));
            item.add(new DERSequence());
            items.add(new DERSequence(item));
        }
        try {
            return new DERSequence(items).getEncoded("DER");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aDigestThatIsUsedAgainBeginsAnew() {
        byte[] data = {1, 2, 3};
        for (int i = 0; i < 20; i++) {
            StreamingDigest digest = DigestAlgorithm.SHA_512.start();
            digest.update(data);
            assertThat(digest.finish()).isEqualTo(DigestAlgorithm.SHA_512.digest(data));
        }
    }

    @Test
    void afterItsEndADigestTakesNothing() {
        StreamingDigest digest = DigestAlgorithm.SHA_256.start();
        digest.finish();
        assertThatThrownBy(() -> digest.update(new byte[1])).isInstanceOf(IllegalStateException.class);
    }
}
