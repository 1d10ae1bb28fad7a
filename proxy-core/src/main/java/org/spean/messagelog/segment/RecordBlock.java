package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * What the index knows of some records that follow each other in one segment, in the form of one row: fixed rows of bytes, by ascending number. One
 * insertion for a hundred records costs a fraction of a hundred. Confined to one thread.
 */
final class RecordBlock {

    /** Records of a full block, which fits a page of the index. */
    static final int MOST = 112;

    private static final int TIME = 8;
    private static final int SIGNATURE = 16;
    private static final int POSITION = 24;
    private static final int CLIENT = 28;
    private static final int KIND = 32;
    private static final int ARCHIVED = 33;
    private static final int SIZE = 34;

    private final long segment;
    private final byte[] bytes;
    private final ByteBuffer rows;
    private int count;

    private RecordBlock(long segment, byte[] bytes, int count) {
        this.segment = segment;
        this.bytes = bytes;
        this.rows = ByteBuffer.wrap(bytes);
        this.count = count;
    }

    static RecordBlock empty(long segment) {
        return new RecordBlock(segment, new byte[MOST * SIZE], 0);
    }

    /** As a row of the index has it. */
    static RecordBlock of(long segment, byte[] bytes) {
        return new RecordBlock(segment, bytes, bytes.length / SIZE);
    }

    void add(RecordEntry record, int position, int client) {
        int at = count * SIZE;
        rows.putLong(at, record.id())
                .putLong(at + TIME, record.time())
                .putLong(at + SIGNATURE, record.signature())
                .putInt(at + POSITION, position)
                .putInt(at + CLIENT, client)
                .put(at + KIND, (byte) record.kind());
        count++;
    }

    boolean full() {
        return count == MOST;
    }

    int count() {
        return count;
    }

    long segment() {
        return segment;
    }

    byte[] encoded() {
        return Arrays.copyOf(bytes, count * SIZE);
    }

    long id(int row) {
        return rows.getLong(row * SIZE);
    }

    long time(int row) {
        return rows.getLong(row * SIZE + TIME);
    }

    long signature(int row) {
        return rows.getLong(row * SIZE + SIGNATURE);
    }

    int client(int row) {
        return rows.getInt(row * SIZE + CLIENT);
    }

    int kind(int row) {
        return rows.get(row * SIZE + KIND);
    }

    boolean archived(int row) {
        return rows.get(row * SIZE + ARCHIVED) != 0;
    }

    Place place(int row) {
        return new Place(segment, rows.getInt(row * SIZE + POSITION));
    }

    /** Marks a record; false if it was marked before. */
    boolean archive(int row) {
        boolean before = archived(row);
        rows.put(row * SIZE + ARCHIVED, (byte) 1);
        return !before;
    }

    /** The row of a record; negative when it is not in this block. */
    int row(long id) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = id(middle);
            if (found == id) {
                return middle;
            }
            if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Whether a signature of any of its records is such. */
    boolean anySignature(LongPredicate such) {
        long last = -1;
        for (int row = 0; row < count; row++) {
            long signature = signature(row);
            if (signature != last && such.test(signature)) {
                return true;
            }
            last = signature;
        }
        return false;
    }
}
