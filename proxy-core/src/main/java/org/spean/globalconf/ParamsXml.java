package org.spean.globalconf;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;

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

    private final Path file;
    private final XMLStreamReader xml;
    private final Deque<String> place = new ArrayDeque<>();

    private ParamsXml(Path file, XMLStreamReader xml) {
        this.file = file;
        this.xml = xml;
    }

    /** Reads the children of a file's root element. */
    static void read(Path file, BiConsumer<ParamsXml, String> child) {
        try (InputStream in = open(file)) {
            XMLStreamReader reader = factory().createXMLStreamReader(in);
            ParamsXml xml = new ParamsXml(file, reader);
            xml.next();
            if (!NAMESPACE.equals(reader.getNamespaceURI()) || !"conf".equals(reader.getLocalName())) {
                throw xml.error("expected: the element conf of " + NAMESPACE);
            }
            xml.place.addLast("conf");
            xml.children(name -> child.accept(xml, name));
            if (xml.next() != XMLStreamConstants.END_DOCUMENT) {
                throw xml.error("text after the root element");
            }
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
        int depth = place.size();
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                if (place.size() == depth) {
                    place.removeLast();
                    return;
                }
                place.removeLast();
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                boolean ours = place.size() == depth;
                place.addLast(xml.getLocalName());
                if (place.size() > MAX_DEPTH) {
                    throw error("deeper than " + MAX_DEPTH + " elements");
                }
                if (ours && known(xml.getNamespaceURI())) {
                    child.accept(xml.getLocalName());
                }
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                throw error("ends early");
            }
        }
    }

    /** The text of the current element, stripped; an empty one is refused. */
    String text() {
        String where = where();
        String text = textOrEmpty();
        if (text.isEmpty()) {
            throw new ConfigurationException(file, where, "empty");
        }
        return text;
    }

    /** The text of the current element, stripped. */
    String textOrEmpty() {
        StringBuilder text = new StringBuilder();
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                place.removeLast();
                return text.toString().strip();
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                if (text.length() > MAX_TEXT) {
                    throw error("longer than " + MAX_TEXT + " characters");
                }
            } else if (event != XMLStreamConstants.SPACE) {
                throw error("expected: a text");
            }
        }
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
                return Base64.getMimeDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("no Base64", e);
            }
        });
    }

    X509Certificate certificate() {
        String where = where();
        try {
            return Certificates.parse(der(base64()));
        } catch (MalformedCertificateException | IllegalArgumentException e) {
            throw new ConfigurationException(file, where, "no certificate", e);
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
        String where = where();
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
            throw new ConfigurationException(
                    file, where, "incomplete (expected: xRoadInstance, memberClass, memberCode)");
        }
        // Or a right meant for a subsystem would become one of its member.
        if (ofSubsystem && parts[3] == null) {
            throw new ConfigurationException(file, where, "missing element subsystemCode");
        }
        return id(where, () -> ClientId.of(parts[0], parts[1], parts[2], parts[3]));
    }

    /** Makes an id of parts that were read; its violation is the file's. */
    <T> T id(String where, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IdentifierException e) {
            throw new ConfigurationException(file, where, String.valueOf(e.getMessage()), e);
        }
    }

    /** Refuses an absent value. */
    <T> T need(@Nullable T value, String where, String element) {
        if (value == null) {
            throw new ConfigurationException(file, where, "missing element " + element);
        }
        return value;
    }

    /** Path of the current element below the root, as in {@code approvedCA/topCA/cert}, with the line it is on. */
    String where() {
        String path = String.join("/", place.stream().skip(1).toList());
        int line = xml.getLocation() == null ? -1 : xml.getLocation().getLineNumber();
        return (path.isEmpty() ? "conf" : path) + (line > 0 ? " (line " + line + ")" : "");
    }

    Path file() {
        return file;
    }

    ConfigurationException error(String reason) {
        return new ConfigurationException(file, where(), reason);
    }

    private <T> T value(Function<String, T> function) {
        String where = where();
        String text = text();
        try {
            return function.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file, where, String.valueOf(e.getMessage()), e);
        }
    }

    private int next() {
        try {
            while (true) {
                int event = xml.next();
                switch (event) {
                    case XMLStreamConstants.DTD -> throw error("a document type is not allowed");
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw error("an entity is not allowed");
                    case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                    default -> {
                        return event;
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new ConfigurationException(file, place.isEmpty() ? null : where(), malformed(e), e);
        }
    }

    private static boolean known(@Nullable String namespace) {
        return namespace == null || namespace.isEmpty() || namespace.equals(IDENTIFIERS);
    }

    private static String malformed(XMLStreamException e) {
        String reason = String.valueOf(e.getMessage());
        int at = reason.indexOf("\n at [");
        return "not well-formed: " + (at < 0 ? reason : reason.substring(0, at));
    }

    private static InputStream open(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return new ByteArrayInputStream(bytes);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // Or a fault in a text would come out of the accessors, undeclared.
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("an external entity is not allowed");
        });
        return factory;
    }
}
