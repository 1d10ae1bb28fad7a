package org.spean.globalconf;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.xml.XmlReaders;

/**
 * One parameter file while it is read, element by element. Elements a reader does not ask for are skipped. A document
 * type, an entity, absurd depth or size, and whatever a value cannot be read from end in a
 * {@link ConfigurationException} that names file and element.
 */
final class ParamsXml {
    /** Namespace of the root element; elements below it have none. */
    private static final String NAMESPACE = "http://x-road.eu/xsd/xroad.xsd";

    private static final String IDENTIFIERS = "http://x-road.eu/xsd/identifiers";
    private static final String PEM_BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String PEM_END = "-----END CERTIFICATE-----";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_BYTES = 256 << 20;
    private static final int MAX_TEXT = 256 << 10;

    /** Bytes of one tag with its attributes, one text, one comment: the parser holds it whole. */
    private static final int MAX_TOKEN = 1 << 20;

    private static final int MAX_NAMES = 1000;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final String root;
    private final XMLStreamReader xml;
    private final TokenLimit bytes;
    private final Set<String> names = new HashSet<>();
    private final String[] place = new String[MAX_DEPTH];
    private final StringBuilder text = new StringBuilder();
    private int depth;

    private ParamsXml(Path file, String root, XMLStreamReader xml, TokenLimit bytes) {
        this.file = file;
        this.root = root;
        this.xml = xml;
        this.bytes = bytes;
    }

    /** Reads the children of a file's root element, and digests the file. */
    static FileDigest read(Path file, BiConsumer<ParamsXml, String> child) {
        return read(file, false, child);
    }

    /** As the other; {@code gently} so that other threads come first. */
    static FileDigest read(Path file, boolean gently, BiConsumer<ParamsXml, String> child) {
        return read(file, "conf", MAX_BYTES, gently, child);
    }

    /** Reads the children of the root element of this name, in a file of at most so many bytes, and digests the file. */
    static FileDigest read(Path file, String root, int maxBytes, boolean gently, BiConsumer<ParamsXml, String> child) {
        try (InputStream bare = open(file, maxBytes);
                DigestInputStream in = FileDigest.reading(gently ? new Paced(bare) : bare)) {
            TokenLimit bytes = new TokenLimit(new BufferedInputStream(in, BUFFER), MAX_TOKEN, maxBytes);
            XMLStreamReader reader = XmlReaders.eager().open(bytes);
            ParamsXml xml = new ParamsXml(file, root, reader, bytes);
            xml.next();
            if (!NAMESPACE.equals(reader.getNamespaceURI()) || !root.equals(reader.getLocalName())) {
                throw xml.error("expected: the element " + root + " of " + NAMESPACE);
            }
            xml.enter(root);
            xml.children(name -> child.accept(xml, name));
            if (xml.next() != XMLStreamConstants.END_DOCUMENT) {
                throw xml.error("text after the root element");
            }
            return FileDigest.rest(in);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file, null, "no such file", e);
        } catch (IOException e) {
            throw new ConfigurationException(file, null, "cannot be read: " + e.getMessage(), e);
        } catch (XMLStreamException e) {
            throw new ConfigurationException(file, null, malformed(e), e);
        }
    }

    /** Hands over the name of each child element; what the receiver leaves of it is skipped. */
    void children(Consumer<String> child) {
        int ours = depth;
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                if (depth < ours) {
                    return;
                }
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                boolean direct = depth == ours;
                enter(xml.getLocalName());
                if (direct && known(xml.getNamespaceURI())) {
                    child.accept(xml.getLocalName());
                }
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                throw error("ends early");
            }
        }
    }

    private void enter(String name) {
        if (depth == MAX_DEPTH) {
            throw error("deeper than " + MAX_DEPTH + " elements");
        }
        place[depth++] = name;
        // The parser keeps every name it has seen.
        boolean fresh = names.add(name);
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            fresh |= names.add(xml.getAttributeLocalName(i));
        }
        for (int i = 0; i < xml.getNamespaceCount(); i++) {
            fresh |= names.add(String.valueOf(xml.getNamespacePrefix(i)));
        }
        if (fresh && names.size() > MAX_NAMES) {
            throw error("more than " + MAX_NAMES + " different names of elements and attributes");
        }
    }

    /** The text of the current element, stripped; an empty one is refused. */
    String text() {
        String text = textOrEmpty();
        if (text.isEmpty()) {
            throw error(ended(), "empty");
        }
        return text;
    }

    /** The text of the current element, stripped. */
    String textOrEmpty() {
        text.setLength(0);
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                return stripped();
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                if (text.length() + xml.getTextLength() > MAX_TEXT) {
                    throw error("longer than " + MAX_TEXT + " characters");
                }
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            } else if (event != XMLStreamConstants.SPACE) {
                throw error("expected: a text");
            }
        }
    }

    private String stripped() {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (from < to && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** The name of an instance, fit to be that of a folder. */
    String instance() {
        return value(text -> {
            if (InstanceName.good(text)) {
                return text;
            }
            throw new IllegalArgumentException("'" + text + "' (expected: the name of an instance)");
        });
    }

    @Nullable
    String attribute(String name) {
        return xml.getAttributeValue(null, name);
    }

    boolean flag() {
        return value(text -> switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' (expected: true or false)");
        });
    }

    /** A number of seconds, from 1 to a year. */
    Duration seconds() {
        return value(text -> {
            long seconds = text.matches("\\+?\\d{1,8}") ? Long.parseLong(text) : 0;
            if (seconds < 1 || seconds > 31_536_000) {
                throw new IllegalArgumentException("'" + text + "' (expected: seconds, 1 to 31536000)");
            }
            return Duration.ofSeconds(seconds);
        });
    }

    byte[] base64() {
        return value(text -> {
            try {
                return (onOneLine(text) ? Base64.getDecoder() : Base64.getMimeDecoder()).decode(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("no Base64", e);
            }
        });
    }

    /** Most values are, and the decoder that need not look for line ends is several times faster. */
    private static boolean onOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                return false;
            }
        }
        return true;
    }

    X509Certificate certificate() {
        byte[] bytes = base64();
        try {
            return Certificates.parse(der(bytes));
        } catch (MalformedCertificateException | IllegalArgumentException e) {
            throw error(ended(), "no certificate", e);
        }
    }

    /** Some central servers publish Base64 of PEM instead of Base64 of DER. */
    private static byte[] der(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (!text.startsWith(PEM_BEGIN) || !text.endsWith(PEM_END)) {
            return bytes;
        }
        return Base64.getMimeDecoder().decode(text.substring(PEM_BEGIN.length(), text.length() - PEM_END.length()));
    }

    URI url() {
        return value(text -> {
            try {
                URI url = new URI(text);
                if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                    return url;
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("'" + text + "': " + e.getReason(), e);
            }
            throw new IllegalArgumentException("'" + text + "' (expected: http or https URL)");
        });
    }

    /** A client identifier in the form of identifiers.xsd. */
    ClientId clientId() {
        String[] parts = new String[4];
        long mark = mark();
        boolean ofSubsystem = "SUBSYSTEM".equals(xml.getAttributeValue(IDENTIFIERS, "objectType"));
        children(name -> {
            switch (name) {
                case "xRoadInstance" -> parts[0] = text();
                case "memberClass" -> parts[1] = text();
                case "memberCode" -> parts[2] = text();
                case "subsystemCode" -> parts[3] = text();
                default -> {}
            }
        });
        if (parts[0] == null || parts[1] == null || parts[2] == null) {
            throw error(mark, "incomplete (expected: xRoadInstance, memberClass, memberCode)");
        }
        // Or a right meant for a subsystem would become one of its member.
        if (ofSubsystem && parts[3] == null) {
            throw error(mark, "missing element subsystemCode");
        }
        return id(mark, () -> ClientId.of(parts[0], parts[1], parts[2], parts[3]));
    }

    /** Makes an id of parts that were read; its violation is the file's. */
    <T> T id(long mark, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IdentifierException e) {
            throw new ConfigurationException(file, where(mark), String.valueOf(e.getMessage()), e);
        }
    }

    /** Refuses an absent value. */
    <T> T need(@Nullable T value, long mark, String element) {
        if (value == null) {
            throw error(mark, "missing element " + element);
        }
        return value;
    }

    /**
     * Where the current element begins, for an error that may be found later: before the next element beside it is
     * entered. Costs next to nothing, as most are never asked for.
     */
    long mark() {
        return (long) xml.getLocation().getLineNumber() << Byte.SIZE | depth;
    }

    /** The mark of the element whose text has been read just now. */
    private long ended() {
        return mark() + 1;
    }

    /** Path of a marked element below the root, as in {@code approvedCA/topCA/cert}, with the line it is on. */
    private String where(long mark) {
        int end = (int) mark & 0xFF;
        String path = end < 2 ? root : String.join("/", Arrays.asList(place).subList(1, end));
        long line = mark >> Byte.SIZE;
        return path + (line > 0 ? " (line " + line + ")" : "");
    }

    ConfigurationException error(String reason) {
        return error(mark(), reason);
    }

    ConfigurationException error(long mark, String reason) {
        return new ConfigurationException(file, where(mark), reason);
    }

    ConfigurationException error(long mark, String reason, Exception cause) {
        return new ConfigurationException(file, where(mark), reason, cause);
    }

    private <T> T value(Function<String, T> function) {
        String text = text();
        try {
            return function.apply(text);
        } catch (IllegalArgumentException e) {
            throw error(ended(), String.valueOf(e.getMessage()), e);
        }
    }

    private int next() {
        try {
            while (true) {
                int event = xml.next();
                switch (event) {
                    case XMLStreamConstants.DTD -> throw error("a document type is not allowed");
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw error("an entity is not allowed");
                    case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> bytes.begin();
                    default -> {
                        bytes.begin();
                        return event;
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new ConfigurationException(file, depth == 0 ? null : where(mark()), malformed(e), e);
        }
    }

    private static boolean known(@Nullable String namespace) {
        return namespace == null || namespace.isEmpty() || namespace.equals(IDENTIFIERS);
    }

    private static String malformed(XMLStreamException e) {
        if (e.getNestedException() instanceof IOException io) {
            return "cannot be read: " + io.getMessage();
        }
        String reason = String.valueOf(e.getMessage());
        int at = reason.indexOf("\n at [");
        return "not well-formed: " + (at < 0 ? reason : reason.substring(0, at));
    }

    private static InputStream open(Path file, int maxBytes) throws IOException {
        if (Files.size(file) > maxBytes) {
            throw new IOException("larger than " + (maxBytes >> 20) + " MiB");
        }
        return Files.newInputStream(file);
    }
}
