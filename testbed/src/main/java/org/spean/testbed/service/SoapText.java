package org.spean.testbed.service;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;

/**
 * An envelope as text, and how it was written: in UTF-8 or UTF-16, which is answered likewise.
 *
 * @param mark the byte order mark it began with, or nothing
 */
record SoapText(String text, Charset charset, String mark) {

    private static final String MARK = "\uFEFF";

    static SoapText of(byte[] bytes) {
        int first = bytes.length > 1 ? bytes[0] & 0xFF : '<';
        int second = bytes.length > 1 ? bytes[1] & 0xFF : '?';
        boolean big = (first == 0xFE && second == 0xFF) || (first == 0 && second == '<');
        boolean little = (first == 0xFF && second == 0xFE) || (first == '<' && second == 0);
        Charset charset = big ? UTF_16BE : little ? UTF_16LE : UTF_8;
        String text = new String(bytes, charset);
        return text.startsWith(MARK) ? new SoapText(text.substring(1), charset, MARK) : new SoapText(text, charset, "");
    }

    /** Another text as this one was written. */
    ByteBuf like(String other) {
        return Unpooled.wrappedBuffer((mark + other).getBytes(charset));
    }

    String contentType(String mediaType) {
        return mediaType + "; charset=" + (charset.equals(UTF_8) ? "UTF-8" : "UTF-16");
    }
}
