package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A position in a document of which most is known beforehand. */
final class Cursor {

    private static final int LINE = 76;
    private static final byte[] LINE_BREAK = "&#13;\n".getBytes(UTF_8);

    private final byte[] document;
    private int position;

    Cursor(byte[] document) {
        this.document = document;
    }

    /** The document does not go on as expected. Without a stack trace: it is an answer, not an accident. */
    static final class UnexpectedException extends Exception {
        private static final long serialVersionUID = 1;

        private UnexpectedException(String message) {
            super(message, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    UnexpectedException unexpected(String expected) {
        return new UnexpectedException("at byte " + position + ": expected " + expected);
    }

    boolean accept(byte[] literal) {
        int end = position + literal.length;
        if (end > document.length || !Arrays.equals(document, position, end, literal, 0, literal.length)) {
            return false;
        }
        position = end;
        return true;
    }

    Cursor expect(byte[] literal) throws UnexpectedException {
        if (!accept(literal)) {
            int same = Arrays.mismatch(document, position, document.length, literal, 0, literal.length);
            position += Math.max(0, same);
            throw unexpected("\""
                    + new String(literal, Math.max(0, same), Math.min(24, literal.length - Math.max(0, same)), UTF_8)
                    + "\"");
        }
        return this;
    }

    Cursor expectNumber(int number) throws UnexpectedException {
        return expect(Integer.toString(number).getBytes(UTF_8));
    }

    void expectEnd() throws UnexpectedException {
        if (position != document.length) {
            throw unexpected("the end");
        }
    }

    byte[] take(int length) throws UnexpectedException {
        if (document.length - position < length) {
            throw unexpected(length + " bytes");
        }
        position += length;
        return Arrays.copyOfRange(document, position - length, position);
    }

    /** Base64 without white space up to the given byte, which stays. */
    byte[] base64(char end) throws UnexpectedException {
        int to = find(end, document.length);
        return decode(document, position, to, to);
    }

    /** A digest in lines of 76 characters. */
    byte[] digestLines(int length) throws UnexpectedException {
        byte[] digest = base64Lines();
        if (digest.length != length) {
            throw unexpected("a digest of " + length + " bytes");
        }
        return digest;
    }

    /** Base64 in lines of 76 characters; ends at the first byte after a line that is not a line break. */
    byte[] base64Lines() throws UnexpectedException {
        // The text runs to the next markup or the bare line feed after the last line.
        var text = new Bytes(2048);
        while (true) {
            int limit = Math.min(position + LINE, document.length);
            int to = position;
            while (to < limit && document[to] != '<' && document[to] != '&' && document[to] != '\n') {
                to++;
            }
            text.add(document, position, to);
            boolean full = to - position == LINE;
            position = to;
            if (!full || !accept(LINE_BREAK)) {
                byte[] characters = text.toArray();
                return decode(characters, 0, characters.length, position);
            }
        }
    }

    private byte[] decode(byte[] text, int from, int to, int next) throws UnexpectedException {
        byte @Nullable [] decoded = StrictBase64.decode(text, from, to);
        if (decoded == null) {
            throw unexpected("Base64");
        }
        position = next;
        return decoded;
    }

    /** The literal bytes of element content that is the same in canonical form; ends before {@code <}. */
    byte[] text(int maxLength) throws UnexpectedException {
        int to = find('<', Math.min(document.length, position + maxLength + 1));
        boolean ascii = true;
        for (int i = position; i < to; i++) {
            int c = document[i];
            if (c == '&' ? !entity(i) : c == '>' || c == 0x7F || (c >= 0 && c < ' ')) {
                throw unexpected("plain text");
            }
            ascii &= c >= 0;
        }
        byte[] text = Arrays.copyOfRange(document, position, to);
        if (text.length == 0 || (!ascii && !wellFormed(text))) {
            throw unexpected("text in UTF-8");
        }
        position = to;
        return text;
    }

    private boolean entity(int at) {
        return startsWith("&amp;", at) || startsWith("&lt;", at) || startsWith("&gt;", at);
    }

    private boolean startsWith(String literal, int at) {
        for (int i = 0; i < literal.length(); i++) {
            if (at + i >= document.length || document[at + i] != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean wellFormed(byte[] text) {
        try {
            var decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return decoded.chars().noneMatch(c -> c >= 0xFFFE);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private int find(char wanted, int limit) throws UnexpectedException {
        for (int i = position; i < limit; i++) {
            if (document[i] == wanted) {
                return i;
            }
        }
        throw unexpected("'" + wanted + "' in time");
    }
}
