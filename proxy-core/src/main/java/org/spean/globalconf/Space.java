package org.spean.globalconf;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Memory outside the heap, given back all at once. A country's tables live for hours and are then replaced at a stroke: on the
 * heap each replacement would be copied through all generations of it, and bring the next full collection closer. Whoever
 * uses what was allocated here after {@link #close} gets an {@link IllegalStateException}.
 */
final class Space implements AutoCloseable {
    private static final Cleaner FORGOTTEN = Cleaner.create();

    private final Arena arena;
    private final Runnable end;
    private long bytes;

    private Space(Arena arena, boolean lasting) {
        this.arena = arena;
        this.end = lasting ? FORGOTTEN.register(this, arena::close)::clean : arena::close;
    }

    /** For one thread, which closes it. */
    @SuppressWarnings("MustBeClosedChecker") // by close
    static Space working() {
        return new Space(Arena.ofConfined(), false);
    }

    /** For any threads, once it is filled; closed at the latest when nobody refers to it. */
    @SuppressWarnings("MustBeClosedChecker") // by close
    static Space lasting() {
        return new Space(Arena.ofShared(), true);
    }

    /** So many numbers, all 0. */
    IntBuffer ints(int count) {
        bytes += (long) count * Integer.BYTES;
        return arena.allocate(ValueLayout.JAVA_INT, count)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
    }

    /** So many bytes, all 0. */
    ByteBuffer bytes(int count) {
        bytes += count;
        return arena.allocate(count).asByteBuffer();
    }

    /** How much has been allocated, in bytes. */
    long size() {
        return bytes;
    }

    @Override
    public void close() {
        end.run();
    }
}
