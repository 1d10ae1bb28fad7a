package org.spean.crypto.asic;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks one entry; neither more nor less than its stated sizes, with the stated checksum. */
final class ZipEntryStream extends InputStream {
    private static final int BUFFER = 1 << 15;

    private final ZipBytes bytes;
    private final StrictZip.Entry entry;
    private final Inflater inflater;
    private final CRC32 crc = new CRC32();
    private final byte[] packed;
    private long read;
    private long given;
    private boolean ended;

    ZipEntryStream(ZipBytes bytes, StrictZip.Entry entry) {
        this.bytes = bytes;
        this.entry = entry;
        this.inflater = new Inflater(true);
        this.packed = new byte[(int) Math.min(BUFFER, Math.max(1, entry.packed()))];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        int n = entry.deflated() ? inflate(into, offset, length) : copy(into, offset, length);
        if (n < 0) {
            finish();
            return -1;
        }
        crc.update(into, offset, n);
        given += n;
        if (given > entry.size()) {
            throw new ZipDeviationException(entry.name() + " is larger than stated");
        }
        return n;
    }

    private int copy(byte[] into, int offset, int length) throws IOException {
        int n = (int) Math.min(length, entry.packed() - read);
        if (n == 0) {
            return -1;
        }
        bytes.read(entry.data() + read, into, offset, n);
        read += n;
        return n;
    }

    private int inflate(byte[] into, int offset, int length) throws IOException {
        try {
            while (true) {
                int n = inflater.inflate(into, offset, length);
                if (n > 0) {
                    return n;
                }
                if (inflater.finished()) {
                    return -1;
                }
                int next = (int) Math.min(packed.length, entry.packed() - read);
                if (inflater.needsDictionary() || next == 0) {
                    throw new ZipDeviationException(entry.name() + " cannot be unpacked");
                }
                bytes.read(entry.data() + read, packed, 0, next);
                read += next;
                inflater.setInput(packed, 0, next);
            }
        } catch (DataFormatException e) {
            throw new ZipDeviationException(entry.name() + " cannot be unpacked");
        }
    }

    private void finish() throws IOException {
        boolean whole = given == entry.size() && read - inflater.getRemaining() == entry.packed();
        if (!whole || crc.getValue() != entry.crc()) {
            throw new ZipDeviationException(entry.name() + " is not of the size and checksum stated");
        }
        ended = true;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
