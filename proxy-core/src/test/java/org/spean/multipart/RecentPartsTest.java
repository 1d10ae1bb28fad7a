package org.spean.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts with the same bytes are one array, however they came; others never are. */
class RecentPartsTest {
    private static final int LIMIT = 1 << 20;

    private final PartCollector collector = new PartCollector();
    private final RecentParts recent = new RecentParts(4);

    static Stream<Named<BiConsumer<PartCollector, byte[]>>> ways() {
        return Stream.of(
                Named.of("at once", (part, bytes) -> part.add(direct(bytes), LIMIT)),
                Named.of("in the middle of a buffer", (part, bytes) -> {
                    ByteBuf more = PooledByteBufAllocator.DEFAULT.directBuffer();
                    more.writeLong(7).writeBytes(bytes).writeLong(7);
                    part.add(more.slice(8, bytes.length), LIMIT);
                }),
                Named.of("in two pieces", (part, bytes) -> {
                    part.add(direct(bytes).readerIndex(0).writerIndex(bytes.length / 2), LIMIT);
                    part.add(direct(bytes).readerIndex(bytes.length / 2), LIMIT);
                }),
                Named.of("in a buffer of several", (part, bytes) -> {
                    CompositeByteBuf several = Unpooled.compositeBuffer();
                    several.addComponent(true, direct(bytes).writerIndex(bytes.length / 2));
                    several.addComponent(true, direct(bytes).readerIndex(bytes.length / 2));
                    part.add(several, LIMIT);
                }));
    }

    private static ByteBuf direct(byte[] bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes);
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWasSeenIsTheSameArrayAgain(BiConsumer<PartCollector, byte[]> way) {
        byte[] part = bytes(7000, 1);
        collector.add(direct(part), LIMIT);
        byte[] first = recent.take(collector);
        assertThat(first).isEqualTo(part);

        way.accept(collector, part);
        assertThat(recent.take(collector)).isSameAs(first);

        for (int at : new int[] {0, 3499, 3500, 6999}) {
            byte[] other = part.clone();
            other[at] ^= 1;
            way.accept(collector, other);
            assertThat(recent.take(collector)).isNotSameAs(first).isEqualTo(other);
        }
    }

    @Test
    void anotherLengthIsAnotherPart() {
        byte[] part = bytes(100, 2);
        collector.add(direct(part), LIMIT);
        byte[] first = recent.take(collector);
        collector.add(direct(bytes(0, 0)), LIMIT);
        assertThat(recent.take(collector)).isEmpty();
        collector.add(direct(part).writerIndex(99), LIMIT);
        assertThat(recent.take(collector)).hasSize(99);
        collector.add(direct(part), LIMIT);
        assertThat(recent.take(collector)).isSameAs(first);
    }

    @Test
    void theOldestIsForgotten() {
        byte[] first = take(bytes(10, 0));
        for (int i = 1; i <= 4; i++) {
            take(bytes(10, i));
        }
        assertThat(take(bytes(10, 0))).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void whatIsLongIsNotHeld() {
        byte[] part = bytes(1 << 16, 3);
        assertThat(take(part)).isNotSameAs(take(part)).isEqualTo(part);
    }

    @Test
    void numbersOfPartsArePowersOfTwo() {
        assertThatThrownBy(() -> new RecentParts(6)).hasMessageContaining("power of two");
    }

    private byte[] take(byte[] bytes) {
        collector.add(direct(bytes), LIMIT);
        return recent.take(collector);
    }
}
