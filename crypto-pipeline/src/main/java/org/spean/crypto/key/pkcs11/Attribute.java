package org.spean.crypto.key.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A {@code CK_ATTRIBUTE}: what an object is, or what is looked for. */
@SuppressWarnings("ArrayRecordComponent") // not compared
record Attribute(long type, byte[] value) {
    static final long CLASS = 0x0;
    static final long TOKEN = 0x1;
    static final long PRIVATE = 0x2;
    static final long LABEL = 0x3;
    static final long VALUE = 0x11;
    static final long CERTIFICATE_TYPE = 0x80;
    static final long KEY_TYPE = 0x100;
    static final long SUBJECT = 0x101;
    static final long ID = 0x102;
    static final long SENSITIVE = 0x103;
    static final long SIGN = 0x108;
    static final long VERIFY = 0x10A;
    static final long MODULUS = 0x120;
    static final long MODULUS_BITS = 0x121;
    static final long PUBLIC_EXPONENT = 0x122;
    static final long EXTRACTABLE = 0x162;
    static final long EC_PARAMS = 0x180;
    static final long EC_POINT = 0x181;

    static final long CERTIFICATE_CLASS = 1;
    static final long PUBLIC_KEY_CLASS = 2;
    static final long PRIVATE_KEY_CLASS = 3;

    /** Bytes of a {@code CK_ATTRIBUTE}: type, pointer and length. */
    static final long SIZE = 3 * Long.BYTES;

    static Attribute number(long type, long value) {
        byte[] bytes = new byte[Long.BYTES];
        MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
        return new Attribute(type, bytes);
    }

    static Attribute flag(long type, boolean value) {
        return new Attribute(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    static Attribute text(long type, String value) {
        return new Attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }

    static Attribute bytes(long type, byte[] value) {
        return new Attribute(type, value);
    }

    /** As modules want it: an array of {@code CK_ATTRIBUTE}. */
    static MemorySegment template(Arena arena, List<Attribute> attributes) {
        MemorySegment template = arena.allocate(Math.max(1, attributes.size()) * SIZE, Long.BYTES);
        long at = 0;
        for (Attribute attribute : attributes) {
            MemorySegment value = arena.allocate(Math.max(1, attribute.value.length), Long.BYTES);
            MemorySegment.copy(attribute.value, 0, value, ValueLayout.JAVA_BYTE, 0, attribute.value.length);
            template.set(ValueLayout.JAVA_LONG, at, attribute.type);
            template.set(ValueLayout.ADDRESS, at + Long.BYTES, value);
            template.set(ValueLayout.JAVA_LONG, at + 2 * Long.BYTES, attribute.value.length);
            at += SIZE;
        }
        return template;
    }
}
