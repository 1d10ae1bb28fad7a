package org.spean.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the characters of an envelope are written, found as XML says (XML 1.0, appendix F): by its byte order mark, by its
 * first bytes, by its declaration. What is not UTF-8 is read by way of UTF-8.
 */
final class SoapEncoding {
    /** An XML declaration ends within so many characters, or there is none. */
    private static final int DECLARATION = 256;

    private final Charset charset;
    private final int mark;

    private SoapEncoding(Charset charset, int mark) {
        this.charset = charset;
        this.mark = mark;
    }

    /** The encoding of a document; {@code null} when it is none that is taken. */
    static @Nullable SoapEncoding of(byte[] octets) {
        int first = at(octets, 0);
        int second = at(octets, 1);
        if (first == 0xEF && second == 0xBB && at(octets, 2) == 0xBF) {
            return new SoapEncoding(UTF_8, 3);
        } else if (first == 0xFE && second == 0xFF) {
            return new SoapEncoding(UTF_16BE, 2);
        } else if (first == 0xFF && second == 0xFE) {
            return new SoapEncoding(UTF_16LE, 2);
        } else if (first == 0 && second == '<') {
            return new SoapEncoding(UTF_16BE, 0);
        } else if (first == '<' && second == 0) {
            return new SoapEncoding(UTF_16LE, 0);
        }
        Charset declared = declared(octets);
        return declared == null ? null : new SoapEncoding(declared, 0);
    }

    /** Whether a message may say of itself that it is written so; names are those of IANA, in any case. */
    static boolean known(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("utf-16") || eightBit(name) != null;
    }

    private static int at(byte[] octets, int index) {
        return index < octets.length ? octets[index] & 0xFF : -1;
    }

    private static @Nullable Charset declared(byte[] octets) {
        String start = new String(octets, 0, Math.min(octets.length, DECLARATION), ISO_8859_1);
        int end = start.indexOf("?>");
        if (!start.startsWith("<?xml") || end < 0) {
            return UTF_8;
        }
        int name = start.indexOf("encoding");
        if (name < 0 || name > end) {
            return UTF_8;
        }
        int open = name + "encoding".length();
        while (open < end && start.charAt(open) != '"' && start.charAt(open) != '\'') {
            open++;
        }
        int close = start.indexOf(start.charAt(open), open + 1);
        return close < 0 || close > end ? null : eightBit(start.substring(open + 1, close));
    }

    /** Only those in which letters of ASCII are ASCII: no other reading of the same bytes has other elements. */
    private static @Nullable Charset eightBit(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("utf-8") || lower.equals("utf8")) {
            return UTF_8;
        } else if (lower.equals("us-ascii") || lower.equals("ascii")) {
            return US_ASCII;
        }
        boolean taken = lower.startsWith("iso-8859-") || lower.startsWith("windows-125");
        return taken ? Charset.forName(lower, null) : null; // null for a name that is none, too
    }

    Charset charset() {
        return charset;
    }

    private boolean plain() {
        return charset.equals(UTF_8);
    }

    /**
     * The document in UTF-8, without a mark; with blanks for a declaration that is no longer true.
     *
     * @throws CharacterCodingException when bytes stand for no characters
     */
    byte[] utf8(byte[] octets) throws CharacterCodingException {
        if (plain()) {
            return mark == 0 ? octets : Arrays.copyOfRange(octets, mark, octets.length);
        }
        String text = charset.newDecoder()
                .decode(ByteBuffer.wrap(octets, mark, octets.length - mark))
                .toString();
        int end = text.startsWith("<?xml") ? text.indexOf("?>") : -1;
        return end < 0 ? text.getBytes(UTF_8) : (" ".repeat(end + 2) + text.substring(end + 2)).getBytes(UTF_8);
    }

    /** Where in the document stands what stands there in its UTF-8 form. */
    int offset(byte[] utf8, int at) {
        return plain() ? mark + at : mark + new String(utf8, 0, at, UTF_8).getBytes(charset).length;
    }
}
