package org.spean.crypto.asic;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ZIP file that everybody reads alike. General readers go by the directory at the end or by the headers on the way,
 * pass over gaps and take the first or the last of two entries of one name: what one program verifies another could show
 * differently. Here directory and headers must agree, nothing may lie between entries, before them or behind the
 * directory, and no name may come twice. Sizes are checked before anything is unpacked. No ZIP64, so files are below
 * 4 GiB. Used by one thread.
 */
final class StrictZip implements Closeable {
    private static final int END_LENGTH = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int DIRECTORY_LENGTH = 46;
    private static final int DIRECTORY_SIGNATURE = 0x02014b50;
    private static final int HEADER_LENGTH = 30;
    private static final int HEADER_SIGNATURE = 0x04034b50;
    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int DESCRIPTOR_FOLLOWS = 0x8;
    private static final int KNOWN_FLAGS = 0x0806 | DESCRIPTOR_FOLLOWS;
    private static final int MAX_NAME = 1024;
    private static final int MAX_DIRECTORY = 16 << 20;

    /**
     * Bounds of a file.
     *
     * @param entries how many at most
     * @param size of one entry, unpacked
     * @param total of all entries, unpacked
     */
    record Bounds(int entries, long size, long total) {}

    /** One entry as directory and header agree on it. Directories are none. */
    record Entry(String name, boolean deflated, long crc, long packed, long size, long data) {}

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record Listed(Entry entry, byte[] rawName, int flags, long header) {}

    private final ZipBytes bytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private StrictZip(ZipBytes bytes) {
        this.bytes = bytes;
    }

    /** Reads directory and headers; closes the bytes with itself, and when it fails. */
    static StrictZip open(ZipBytes bytes, Bounds bounds) throws IOException {
        StrictZip zip = new StrictZip(bytes);
        try {
            zip.read(bounds);
            return zip;
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** In the order of their places in the file. */
    Collection<Entry> entries() {
        return entries.values();
    }

    @Nullable
    Entry find(String name) {
        return entries.get(name);
    }

    /** The content, of which the end is reached only if size and checksum are as stated. */
    InputStream open(Entry entry) {
        return new ZipEntryStream(bytes, entry);
    }

    /** The content of an entry that fits into memory; whoever calls has bounded its size. */
    byte[] content(Entry entry) throws IOException {
        try (InputStream in = open(entry)) {
            byte[] content = in.readNBytes((int) entry.size);
            if (in.read() >= 0) {
                throw new IllegalStateException("the stream ends where the entry does");
            }
            return content;
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private void read(Bounds bounds) throws IOException {
        long end = end();
        ByteBuffer in = little(bytes.read(end, END_LENGTH));
        int count = in.getShort(10) & 0xFFFF;
        long length = in.getInt(12) & 0xFFFFFFFFL;
        long start = in.getInt(16) & 0xFFFFFFFFL;
        if (count == 0xFFFF || start == 0xFFFFFFFFL || length == 0xFFFFFFFFL) {
            throw new ZipDeviationException("ZIP64 is not read");
        }
        if (in.getShort(4) != 0 || in.getShort(6) != 0 || in.getShort(8) != in.getShort(10)) {
            throw new ZipDeviationException("is a part of several");
        }
        if (start + length != end) {
            throw new ZipDeviationException("directory does not end where the file's end begins");
        }
        if (count > bounds.entries || length > MAX_DIRECTORY) {
            throw new ZipDeviationException(count + " entries (expected: at most " + bounds.entries + ")");
        }
        List<Listed> listed = directory(bytes.read(start, (int) length), count, bounds);
        listed.sort(Comparator.comparingLong(Listed::header));
        long at = 0;
        for (Listed entry : listed) {
            at = header(entry, at);
        }
        if (at != start) {
            throw new ZipDeviationException("something stands between the last entry and the directory");
        }
    }

    /** Place of the end record: the last one whose comment reaches exactly to the end of the file. */
    private long end() throws IOException {
        long size = bytes.size();
        if (size < END_LENGTH) {
            throw ZipDeviationException.unreadable("is too short to be one");
        }
        int length = (int) Math.min(size, END_LENGTH + 0xFFFF);
        ByteBuffer tail = little(bytes.read(size - length, length));
        for (int at = length - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE && (tail.getShort(at + 20) & 0xFFFF) == length - at - END_LENGTH) {
                return size - length + at;
            }
        }
        throw ZipDeviationException.unreadable("has no end; is it whole?");
    }

    private static List<Listed> directory(byte[] directory, int count, Bounds bounds) throws IOException {
        ByteBuffer in = little(directory);
        List<Listed> listed = new ArrayList<>(count);
        long total = 0;
        for (int i = 0; i < count; i++) {
            if (in.remaining() < DIRECTORY_LENGTH || in.getInt(in.position()) != DIRECTORY_SIGNATURE) {
                throw new ZipDeviationException("directory has fewer entries than stated");
            }
            int at = in.position();
            int flags = in.getShort(at + 8) & 0xFFFF;
            int method = in.getShort(at + 10) & 0xFFFF;
            long crc = in.getInt(at + 16) & 0xFFFFFFFFL;
            long packed = in.getInt(at + 20) & 0xFFFFFFFFL;
            long size = in.getInt(at + 24) & 0xFFFFFFFFL;
            int nameLength = in.getShort(at + 28) & 0xFFFF;
            int rest = (in.getShort(at + 30) & 0xFFFF) + (in.getShort(at + 32) & 0xFFFF);
            long header = in.getInt(at + 42) & 0xFFFFFFFFL;
            in.position(at + DIRECTORY_LENGTH);
            if (nameLength > MAX_NAME || in.remaining() < nameLength + rest) {
                throw new ZipDeviationException("directory ends too early, or a name is too long");
            }
            byte[] rawName = new byte[nameLength];
            in.get(rawName);
            in.position(in.position() + rest);
            String name = name(rawName);
            if ((flags & ~KNOWN_FLAGS) != 0 || (method != 0 && method != 8)) {
                throw new ZipDeviationException(name + " is encrypted, or packed in an unknown way");
            }
            if (packed == 0xFFFFFFFFL || size == 0xFFFFFFFFL || header == 0xFFFFFFFFL) {
                throw new ZipDeviationException("ZIP64 is not read");
            }
            total += size;
            if (size > bounds.size || total > bounds.total) {
                throw new ZipDeviationException(name + " is too large: " + size + " bytes (expected: at most "
                        + bounds.size + ", and " + bounds.total + " with those before it)");
            }
            if (method == 0 && packed != size) {
                throw new ZipDeviationException(name + " has two sizes");
            }
            Entry entry = new Entry(name, method == 8, crc, packed, size, -1);
            listed.add(new Listed(entry, rawName, flags, header));
        }
        if (in.hasRemaining()) {
            throw new ZipDeviationException("directory has more than the entries stated");
        }
        return listed;
    }

    /** Checks the header against the directory and returns where the next must begin. */
    private long header(Listed listed, long expected) throws IOException {
        Entry entry = listed.entry;
        if (listed.header != expected) {
            throw new ZipDeviationException(entry.name + " does not begin where what is before it ends");
        }
        ByteBuffer in = little(bytes.read(expected, HEADER_LENGTH));
        int nameLength = in.getShort(26) & 0xFFFF;
        int extra = in.getShort(28) & 0xFFFF;
        boolean descriptor = (listed.flags & DESCRIPTOR_FOLLOWS) != 0;
        if (in.getInt(0) != HEADER_SIGNATURE
                || (in.getShort(6) & 0xFFFF) != listed.flags
                || (in.getShort(8) == 8) != entry.deflated
                || nameLength != listed.rawName.length
                || !Arrays.equals(bytes.read(expected + HEADER_LENGTH, nameLength), listed.rawName)
                || !sizesAgree(in, 14, entry, descriptor)) {
            throw new ZipDeviationException(entry.name + " is another entry by its own header");
        }
        long data = expected + HEADER_LENGTH + nameLength + extra;
        long next = data + entry.packed;
        if (descriptor) {
            next = descriptor(entry, next);
        }
        if (entry.name.endsWith("/")) {
            if (entry.size != 0) {
                throw new ZipDeviationException(entry.name + " is a directory with content");
            }
        } else if (entries.put(
                        entry.name, new Entry(entry.name, entry.deflated, entry.crc, entry.packed, entry.size, data))
                != null) {
            throw new ZipDeviationException(entry.name + " comes twice");
        }
        return next;
    }

    private static boolean sizesAgree(ByteBuffer in, int at, Entry entry, boolean maybeLater) {
        int crc = in.getInt(at);
        int packed = in.getInt(at + 4);
        int size = in.getInt(at + 8);
        return (crc == (int) entry.crc && packed == (int) entry.packed && size == (int) entry.size)
                || (maybeLater && crc == 0 && packed == 0 && size == 0);
    }

    private long descriptor(Entry entry, long at) throws IOException {
        boolean signed = little(bytes.read(at, 4)).getInt(0) == DESCRIPTOR_SIGNATURE;
        long start = signed ? at + 4 : at;
        if (!sizesAgree(little(bytes.read(start, 12)), 0, entry, false)) {
            throw new ZipDeviationException(entry.name + " has two sizes");
        }
        return start + 12;
    }

    /** A relative path without anything that leads elsewhere. */
    private static String name(byte[] raw) throws IOException {
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ZipDeviationException("a name is not in UTF-8");
        }
        boolean plain = !name.isEmpty()
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7F || c == '\\' || c == ':' || c == 0xFFFD);
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String segment : path.split("/", -1)) {
            plain &= !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
        }
        if (!plain) {
            throw new ZipDeviationException("a name leads out of the file, or holds what names must not");
        }
        return name;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
