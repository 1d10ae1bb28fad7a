package org.spean.testbed.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a multipart as its bytes pass: the first is kept, of the others length and SHA-256. A body that is no
 * multipart is a first part without others. Goes byte by byte, and has nothing of a gateway in it.
 */
final class RelatedParts {
    /** An attachment that has passed. */
    record Attachment(long length, String sha256) {}

    private static final int KEPT = 4 * 1024 * 1024;
    private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(ISO_8859_1);

    private final byte[] delimiter;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final List<Attachment> attachments = new ArrayList<>();
    private final MessageDigest digest = SampleBytes.digest();
    private final byte[] staged = new byte[16 * 1024];
    private byte[] block = new byte[64 * 1024];
    private int count;
    /** Which part the bytes belong to: 0 before the first. */
    private int part;

    private boolean headers;
    private int matched;
    private long length;

    /** @param boundary {@code null} for a body that is no multipart */
    RelatedParts(@Nullable String boundary) {
        delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
        part = boundary == null ? 1 : 0;
        matched = boundary == null ? 0 : 2; // the line end of the first delimiter is not there
    }

    void add(ByteBuf data) {
        int size = data.readableBytes();
        if (size > block.length) {
            block = new byte[size];
        }
        data.getBytes(data.readerIndex(), block, 0, size);
        for (int i = 0; i < size; i++) {
            byte next = block[i];
            byte[] sought = headers ? BLANK_LINE : delimiter;
            if (next == sought[matched]) {
                matched++;
                if (matched == sought.length) {
                    matched = 0;
                    delimited();
                }
            } else {
                for (int held = 0; held < matched; held++) {
                    content(sought[held]);
                }
                matched = next == sought[0] ? 1 : 0;
                if (matched == 0) {
                    content(next);
                }
            }
        }
    }

    /** Behind a delimiter come headers, behind a blank line content. */
    private void delimited() {
        if (!headers) {
            flush();
            if (part > 1) {
                attachments.add(new Attachment(length, HexFormat.of().formatHex(digest.digest())));
            }
            length = 0;
            part++;
        }
        headers = !headers;
    }

    private void content(byte next) {
        if (headers || part == 0) {
            return;
        }
        staged[count++] = next;
        if (count == staged.length) {
            flush();
        }
    }

    private void flush() {
        if (part == 1) {
            first.write(staged, 0, Math.min(count, KEPT - first.size()));
        } else {
            digest.update(staged, 0, count);
            length += count;
        }
        count = 0;
    }

    /** No more bytes will come. */
    void end() {
        flush();
    }

    byte[] first() {
        return first.toByteArray();
    }

    List<Attachment> attachments() {
        return attachments;
    }
}
