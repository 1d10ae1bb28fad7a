package org.spean.opmonitor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records that were kept at once, as they stand in the store: field by field, each text once and referred to after that. A row of the
 * database for each would cost ten times as much.
 */
final class StoredRecords {
    /** Nothing there. */
    private static final int ABSENT = 0;
    /** A text that follows, or a number less than none. */
    private static final int FRESH = 1;
    /** Texts and numbers from here on. */
    private static final int FIRST = 2;

    /** Those that are written: the second stands beside them. */
    private static final List<RecordField> WRITTEN = RecordField.ALL.subList(1, RecordField.ALL.size());

    private StoredRecords() {}

    /** What a record holds in a field. */
    @FunctionalInterface
    interface Values<R> {
        @Nullable
        Object of(R exchange, RecordField field);
    }

    static <R> byte[] encode(List<R> records, Values<R> values) {
        Output out = new Output();
        Map<String, Integer> texts = new HashMap<>();
        for (R each : records) {
            for (RecordField field : WRITTEN) {
                switch (values.of(each, field)) {
                    case null -> out.number(ABSENT);
                    case Number number -> number(out, number.longValue());
                    case Object text -> text(out, texts, text.toString());
                }
            }
        }
        return out.bytes();
    }

    private static void number(Output out, long value) {
        if (value < 0) {
            out.number(FRESH);
            out.number(-(value + 1));
        } else {
            out.number(value + FIRST);
        }
    }

    private static void text(Output out, Map<String, Integer> texts, String text) {
        Integer known = texts.putIfAbsent(text, texts.size());
        if (known != null) {
            out.number(known + FIRST);
        } else {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            out.number(FRESH);
            out.number(octets.length);
            out.octets(octets);
        }
    }

    /**
     * The records in the order in which they were kept.
     *
     * @param second in which that was
     */
    static List<Map<RecordField, Object>> decode(byte[] stored, int count, long second) {
        Input in = new Input(stored);
        List<String> texts = new ArrayList<>();
        List<Map<RecordField, Object>> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Map<RecordField, Object> values = new EnumMap<>(RecordField.class);
            values.put(RecordField.MONITORING_TIME, second);
            for (RecordField field : WRITTEN) {
                long code = in.number();
                if (code != ABSENT) {
                    values.put(field, field.type() == RecordField.Type.TEXT ? text(in, texts, code) : number(in, code));
                }
            }
            records.add(values);
        }
        return records;
    }

    private static Long number(Input in, long code) {
        return code == FRESH ? -in.number() - 1 : code - FIRST;
    }

    private static String text(Input in, List<String> texts, long code) {
        if (code != FRESH) {
            return texts.get((int) (code - FIRST));
        }
        String text = in.text((int) in.number());
        texts.add(text);
        return text;
    }

    private static final class Output {
        private byte[] bytes = new byte[1 << 14];
        private int size;

        /** Seven bits at a time, the lowest first. */
        void number(long value) {
            ensure(10);
            long rest = value;
            while (rest >= 0x80) {
                bytes[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        void octets(byte[] octets) {
            ensure(octets.length);
            System.arraycopy(octets, 0, bytes, size, octets.length);
            size += octets.length;
        }

        private void ensure(int more) {
            if (bytes.length - size < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, size);
        }
    }

    private static final class Input {
        private final byte[] bytes;
        private int at;

        Input(byte[] bytes) {
            this.bytes = bytes;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        String text(int length) {
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return text;
        }
    }
}
