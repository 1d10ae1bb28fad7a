package org.spean.crypto.hashchain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.Element.Namespace;
import org.spean.crypto.hashchain.HashChainException.Kind;

/**
 * Reads the XML of hash chain documents, element by element, with namespaces, in a quarter of the time of a general parser: these
 * documents are pure ASCII, have few elements and attributes, and text only in digests. Document types, entities, comments,
 * processing instructions and CDATA sections have no place in them and are refused; so is all that is not well-formed.
 */
final class DocumentReader {
    private static final int MAX_DEPTH = 6;
    private static final int MAX_BINDINGS = 8;
    private static final byte[] USUAL_DECLARATION =
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DECLARATION = 128;
    private static final Pattern DECLARATION = Pattern.compile("<\\?xml[ \\t\\r\\n]+version=(?:\"1\\.0\"|'1\\.0')"
            + "(?:[ \\t\\r\\n]+encoding=(?:\"(?i:UTF-8)\"|'(?i:UTF-8)'))?"
            + "(?:[ \\t\\r\\n]+standalone=(?:\"(?:yes|no)\"|'(?:yes|no)'))?[ \\t\\r\\n]*\\?>");
    private static final byte[] XMLNS = {'x', 'm', 'l', 'n', 's'};
    private static final byte[] URI = {'U', 'R', 'I'};
    private static final byte[] ALGORITHM = "Algorithm".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = {'i', 'd'};
    private static final KnownAlgorithm[] ALGORITHMS =
            Arrays.stream(DigestAlgorithm.values()).map(KnownAlgorithm::of).toArray(KnownAlgorithm[]::new);

    private final String document;
    private final byte[] in;
    private int at;

    private int depth;
    private final int[] nameStart = new int[MAX_DEPTH];
    private final int[] nameEnd = new int[MAX_DEPTH];
    private boolean empty;

    private int bindings;
    private final int[] prefixStart = new int[MAX_BINDINGS];
    private final int[] prefixEnd = new int[MAX_BINDINGS];
    private final int[] bindingDepth = new int[MAX_BINDINGS];
    private final @Nullable Namespace[] bound = new @Nullable Namespace[MAX_BINDINGS];

    private int uriStart;
    private int uriEnd;
    private int algorithmStart;
    private int algorithmEnd;
    private int idStart;
    private int idEnd;

    /** @param document its name for messages */
    DocumentReader(String document, byte[] in, int maxBytes) throws HashChainException {
        this.document = document;
        this.in = in;
        if (in.length > maxBytes) {
            throw new HashChainException(
                    Kind.LIMIT, document + ": " + in.length + " bytes (expected: at most " + maxBytes + ")");
        }
        declaration();
    }

    /** Opens the root. */
    void root(Element expected) throws HashChainException {
        Element root = child();
        if (root != expected) {
            throw malformed("root element must be " + expected.localName);
        }
    }

    /** Opens the next child of the open element, or closes that and returns null. */
    @Nullable
    Element child() throws HashChainException {
        if (empty) {
            empty = false;
            pop();
            return null;
        }
        skipSpace();
        if (at + 1 >= in.length || in[at] != '<') {
            throw malformed("expected an element");
        }
        if (in[at + 1] == '/') {
            close();
            return null;
        }
        return open();
    }

    /** Closes the open element, which must have no (more) children. */
    void end(Element open) throws HashChainException {
        Element child = child();
        if (child != null) {
            throw malformed(child.localName + " must not follow in " + open.localName);
        }
    }

    /** After the root's end. */
    void finish() throws HashChainException {
        skipSpace();
        if (at != in.length) {
            throw malformed("something follows the root element");
        }
    }

    /** The open element's attribute {@code URI}; required. */
    String uri(Element open) throws HashChainException {
        return new String(in, uriStart, required(open, "URI", uriStart, uriEnd), StandardCharsets.US_ASCII);
    }

    /** The open element's attribute {@code id}; required here, since a step without cannot be referred to. */
    String id(Element open) throws HashChainException {
        return new String(in, idStart, required(open, "id", idStart, idEnd), StandardCharsets.US_ASCII);
    }

    /** The open element's attribute {@code Algorithm}; required. */
    DigestAlgorithm algorithm(Element open) throws HashChainException {
        required(open, "Algorithm", algorithmStart, algorithmEnd);
        for (KnownAlgorithm known : ALGORITHMS) {
            if (is(known.uri, algorithmStart, algorithmEnd)) {
                return known.algorithm;
            }
        }
        throw new HashChainException(
                Kind.ALGORITHM,
                document + ": digest algorithm \""
                        + new String(in, algorithmStart, algorithmEnd - algorithmStart, StandardCharsets.US_ASCII)
                        + "\" is not supported");
    }

    /** The digest in the open element's text, and closes that. */
    byte[] digest(DigestAlgorithm algorithm) throws HashChainException {
        byte[] digest = new byte[algorithm.length()];
        if (empty) {
            throw malformed("digest is empty");
        }
        at = Base64Text.decode(in, at, digest);
        if (at < 0) {
            at = 0;
            throw malformed("digest is not the Base64 form of " + digest.length + " bytes");
        }
        end(Element.DIGEST_VALUE);
        return digest;
    }

    HashChainException malformed(String rule) {
        return new HashChainException(Kind.MALFORMED, document + ", at byte " + at + ": " + rule);
    }

    private int required(Element open, String attribute, int start, int end) throws HashChainException {
        if (start == 0) {
            throw malformed(open.localName + " must have the attribute " + attribute);
        }
        return end - start;
    }

    private void declaration() throws HashChainException {
        if (in.length < 5 || in[0] != '<' || in[1] != '?') {
            return;
        }
        int usual = USUAL_DECLARATION.length;
        if (in.length > usual && Arrays.equals(in, 0, usual, USUAL_DECLARATION, 0, usual)) {
            at = usual;
            return;
        }
        String start = new String(in, 0, Math.min(in.length, MAX_DECLARATION), StandardCharsets.ISO_8859_1);
        var matcher = DECLARATION.matcher(start);
        if (!matcher.lookingAt()) {
            throw malformed("XML declaration must be one of version 1.0 and encoding UTF-8");
        }
        at = matcher.end();
    }

    private Element open() throws HashChainException {
        if (depth == MAX_DEPTH) {
            throw malformed("elements are nested too deeply");
        }
        int start = ++at;
        int colon = qualifiedName();
        int end = at;
        nameStart[depth] = start;
        nameEnd[depth] = end;
        depth++;
        uriStart = 0;
        algorithmStart = 0;
        idStart = 0;
        while (true) {
            boolean space = skipSpace();
            byte c = current();
            if (c == '>') {
                at++;
                break;
            }
            if (c == '/') {
                at++;
                expect('>');
                empty = true;
                break;
            }
            if (!space) {
                throw malformed("expected white space before an attribute");
            }
            attribute();
        }
        Namespace namespace = colon < 0 ? namespace(start, start) : namespace(start, colon);
        int local = colon < 0 ? start : colon + 1;
        for (Element element : Element.ALL) {
            if (element.name.length == end - local && element.namespace == namespace && is(element.name, local, end)) {
                return element;
            }
        }
        throw malformed("unknown element " + new String(in, start, end - start, StandardCharsets.US_ASCII));
    }

    private void close() throws HashChainException {
        if (depth == 0) {
            throw malformed("an end without a start");
        }
        at += 2;
        int start = nameStart[depth - 1];
        int length = nameEnd[depth - 1] - start;
        if (at + length > in.length || !Arrays.equals(in, at, at + length, in, start, start + length)) {
            throw malformed("expected the end of " + new String(in, start, length, StandardCharsets.US_ASCII));
        }
        at += length;
        skipSpace();
        expect('>');
        pop();
    }

    private void pop() {
        while (bindings > 0 && bindingDepth[bindings - 1] == depth) {
            bindings--;
        }
        depth--;
    }

    private void attribute() throws HashChainException {
        int start = at;
        int colon = qualifiedName();
        int end = at;
        skipSpace();
        expect('=');
        skipSpace();
        byte quote = current();
        if (quote != '"' && quote != '\'') {
            throw malformed("expected a quoted value");
        }
        int valueStart = ++at;
        byte c;
        while ((c = current()) != quote) {
            if (c < ' ' || c > '~' || c == '<' || c == '&') {
                throw malformed("attribute value holds what has no place in it");
            }
            at++;
        }
        int valueEnd = at++;
        if (colon < 0 && is(XMLNS, start, end)) {
            bind(start, start, valueStart, valueEnd);
        } else if (colon >= 0 && is(XMLNS, start, colon)) {
            bind(colon + 1, end, valueStart, valueEnd);
        } else if (uriStart == 0 && is(URI, start, end)) {
            uriStart = valueStart;
            uriEnd = valueEnd;
        } else if (algorithmStart == 0 && is(ALGORITHM, start, end)) {
            algorithmStart = valueStart;
            algorithmEnd = valueEnd;
        } else if (idStart == 0 && is(ID, start, end)) {
            idStart = valueStart;
            idEnd = valueEnd;
        } else {
            throw malformed(
                    "unknown or repeated attribute " + new String(in, start, end - start, StandardCharsets.US_ASCII));
        }
    }

    private void bind(int start, int end, int valueStart, int valueEnd) throws HashChainException {
        for (int i = bindings - 1; i >= 0 && bindingDepth[i] == depth; i--) {
            if (Arrays.equals(in, prefixStart[i], prefixEnd[i], in, start, end)) {
                throw malformed("repeated attribute");
            }
        }
        boolean reserved = end - start >= 3 && (in[start] | 0x20) == 'x' && (in[start + 1] | 0x20) == 'm';
        if (bindings == MAX_BINDINGS || reserved || (end > start && valueStart == valueEnd)) {
            throw malformed("namespace declaration is not allowed");
        }
        Namespace namespace = null;
        for (Namespace known : Namespace.values()) {
            if (is(known.uri, valueStart, valueEnd)) {
                namespace = known;
            }
        }
        prefixStart[bindings] = start;
        prefixEnd[bindings] = end;
        bindingDepth[bindings] = depth;
        bound[bindings++] = namespace;
    }

    private @Nullable Namespace namespace(int start, int end) {
        for (int i = bindings - 1; i >= 0; i--) {
            if (Arrays.equals(in, prefixStart[i], prefixEnd[i], in, start, end)) {
                return bound[i];
            }
        }
        return null;
    }

    /** Moves behind a name and returns the place of its colon, or -1. */
    private int qualifiedName() throws HashChainException {
        name();
        if (current() != ':') {
            return -1;
        }
        int colon = at++;
        name();
        return colon;
    }

    private void name() throws HashChainException {
        byte c = current();
        if (!letter(c)) {
            throw malformed("expected a name");
        }
        do {
            at++;
            c = current();
        } while (letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.');
    }

    private static boolean letter(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private byte current() throws HashChainException {
        if (at >= in.length) {
            throw malformed("ends too early");
        }
        return in[at];
    }

    private void expect(char c) throws HashChainException {
        if (current() != c) {
            throw malformed("expected '" + c + "'");
        }
        at++;
    }

    private boolean skipSpace() {
        int start = at;
        while (at < in.length && (in[at] == ' ' || in[at] == '\n' || in[at] == '\t' || in[at] == '\r')) {
            at++;
        }
        return at > start;
    }

    private boolean is(byte[] expected, int start, int end) {
        return Arrays.equals(expected, 0, expected.length, in, start, end);
    }

    @SuppressWarnings("ArrayRecordComponent") // constants
    private record KnownAlgorithm(DigestAlgorithm algorithm, byte[] uri) {
        static KnownAlgorithm of(DigestAlgorithm algorithm) {
            return new KnownAlgorithm(algorithm, algorithm.uri().getBytes(StandardCharsets.US_ASCII));
        }
    }
}
