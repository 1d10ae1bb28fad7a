package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;

/**
 * The form that REST requests and responses share: two lines, then headers {@code name:value}, each line ended by CR LF, no
 * blank line (PR-MESSTRANSP, 3.1).
 */
final class RestPart {
    static final String CLIENT = "x-road-client";
    static final String SERVICE = "x-road-service";
    static final String ID = "x-road-id";
    static final String REQUEST_ID = "x-road-request-id";
    static final String REQUEST_HASH = "x-road-request-hash";
    static final String SECURITY_SERVER = "x-road-security-server";

    private static final int MAX_HEADERS = 1024;

    /** Whether a character may stand in a token. */
    private static final boolean[] TOKEN = token();

    /** Headers that belong to one hop or betray a host: never in a message, and one that has them is invalid. */
    private static final String[][] LEFT_OUT_BY_LENGTH = byLength(
            "transfer-encoding",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "upgrade",
            "connection",
            "user-agent",
            "host",
            "content-length",
            "server",
            "expect");

    final String first;
    final String second;
    final List<Header> headers;

    private RestPart(String first, String second, List<Header> headers) {
        this.first = first;
        this.second = second;
        this.headers = headers;
    }

    /** At each index the names of that length, at the last, beyond the longest, none. */
    private static String[][] byLength(String... names) {
        int longest = Arrays.stream(names).mapToInt(String::length).max().orElse(0);
        return IntStream.rangeClosed(0, longest + 1)
                .mapToObj(length -> Arrays.stream(names)
                        .filter(name -> name.length() == length)
                        .toArray(String[]::new))
                .toArray(String[][]::new);
    }

    static boolean leftOut(String name) {
        for (String other : LEFT_OUT_BY_LENGTH[Math.min(name.length(), LEFT_OUT_BY_LENGTH.length - 1)]) {
            if (other.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a service may take a header for another one that says who asks or where a message ends: many (CGI, WSGI, PHP)
     * see the same name for {@code X_Road_Client} and {@code X-Road-Client}.
     */
    static boolean passesForAnother(String name) {
        if (name.indexOf('_') < 0) {
            return false;
        }
        String taken = name.replace('_', '-');
        return leftOut(taken) || taken.regionMatches(true, 0, "x-road-", 0, 7);
    }

    /** Throws a fault of code {@code InvalidMessage} that names the rule broken. */
    static RestPart parse(byte[] octets, Origin origin) {
        String text = new String(octets, ISO_8859_1);
        int end = lineEnd(text, 0, origin);
        String first = line(text, 0, end, origin);
        int at = end + 2;
        end = lineEnd(text, at, origin);
        String second = line(text, at, end, origin);
        List<Header> headers = new ArrayList<>(16);
        for (at = end + 2; at < text.length(); at = end + 2) {
            end = lineEnd(text, at, origin);
            if (headers.size() == MAX_HEADERS) {
                throw invalid(origin, "at most " + MAX_HEADERS + " headers");
            }
            headers.add(header(text, at, end, origin));
        }
        return new RestPart(first, second, headers);
    }

    private static int lineEnd(String text, int from, Origin origin) {
        int end = text.indexOf('\r', from);
        if (end < 0 || end + 1 == text.length() || text.charAt(end + 1) != '\n') {
            throw invalid(origin, "every line must end with CR LF");
        }
        return end;
    }

    private static String line(String text, int from, int to, Origin origin) {
        String line = text.substring(from, to);
        if (!isText(line)) {
            throw invalid(origin, "no control characters");
        }
        return line;
    }

    private static Header header(String text, int from, int to, Origin origin) {
        int colon = text.indexOf(':', from);
        if (colon <= from || colon >= to) {
            throw invalid(origin, "a header line is name:value");
        }
        String name = text.substring(from, colon);
        String value = line(text, colon + 1, to, origin);
        if (!isToken(name)) {
            throw invalid(origin, "a header name is letters, digits and !#$%&'*+-.^_`|~");
        }
        if (leftOut(name)) {
            throw invalid(origin, "header '" + name + "' must not be in a message");
        }
        return new Header(name, value);
    }

    static FaultException invalid(Origin origin, String rule) {
        return FaultException.of(FaultCode.INVALID_MESSAGE, origin, "Malformed REST message: " + rule);
    }

    /** The value of the last header of that name, without surrounding blanks. */
    static @Nullable String last(List<Header> headers, String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            Header header = headers.get(i);
            if (header.name().equalsIgnoreCase(name)) {
                return header.value().strip();
            }
        }
        return null;
    }

    static int count(List<Header> headers, String name) {
        int count = 0;
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                count++;
            }
        }
        return count;
    }

    static void append(StringBuilder out, String name, String value) {
        out.append(name).append(':').append(value).append("\r\n");
    }

    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            token[c] = (c >= 'a') || (c >= 'A' && c <= 'Z') || c <= '9';
        }
        for (char c : "-_!#$%&'*+.^`|~".toCharArray()) {
            token[c] = true;
        }
        return token;
    }

    static boolean isToken(String name) {
        if (name.isEmpty()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return true;
    }

    static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** A header value as its UTF-8 bytes, one character each: the part is UTF-8, what arrives may be ISO 8859-1. */
    static String utf8(String value) {
        boolean ascii = true;
        boolean bytes = true;
        for (int i = 0; i < value.length(); i++) {
            ascii &= value.charAt(i) < 0x80;
            bytes &= value.charAt(i) < 0x100;
        }
        if (ascii || (bytes && isUtf8(value.getBytes(ISO_8859_1)))) {
            return value;
        }
        return new String(value.getBytes(UTF_8), ISO_8859_1);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The characters that such bytes stand for. */
    static String decoded(String utf8) {
        return new String(utf8.getBytes(ISO_8859_1), UTF_8);
    }
}
