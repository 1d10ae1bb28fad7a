package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C that begins with a segment's salt. Without the salt, which no message can know, bytes in a message could pass for
 * an entry when a damaged segment is searched for the next whole one. Confined to one thread.
 */
final class Checksum {

    private final CRC32C crc = new CRC32C();
    private final byte[] salt;

    Checksum(byte[] salt) {
        this.salt = salt;
    }

    /** Of all remaining bytes, whose position stays. */
    int of(ByteBuffer bytes) {
        crc.reset();
        crc.update(salt);
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
