package org.spean.crypto.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.MemberId;
import org.spean.xml.XmlReaders;

/**
 * Reads X-Road's {@code keyconf.xml}. A document type, an entity, absurd size, depth or text, and whatever a value cannot be
 * read from end in a {@link KeyFileException} that names the element; elements not asked for are passed over.
 */
final class KeyConfReader {
    private static final String NAMESPACE = "http://x-road.eu/xsd/xroad.xsd";
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_TEXT = 256 << 10;

    private final Path file;
    private final XMLStreamReader xml;
    private final List<String> place = new ArrayList<>();

    private KeyConfReader(Path file, XMLStreamReader xml) {
        this.file = file;
        this.xml = xml;
    }

    /** What to do with a child element, which is named; it reads the element to its end or leaves it. */
    private interface Child {
        void read(String name) throws XMLStreamException, KeyFileException;
    }

    static List<KeyConf.Device> read(Path file) throws KeyFileException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new KeyFileException(file, "larger than " + MAX_BYTES + " bytes");
            }
            XMLStreamReader xml = XmlReaders.eager().open(new ByteArrayInputStream(Files.readAllBytes(file)));
            return new KeyConfReader(file, xml).document();
        } catch (NoSuchFileException e) {
            throw new KeyFileException(file, "no such file", e);
        } catch (IOException e) {
            throw new KeyFileException(file, "cannot be read: " + e.getMessage(), e);
        } catch (XMLStreamException e) {
            String at = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNumber() + ": ";
            throw new KeyFileException(file, at + "not well-formed XML", e);
        }
    }

    private List<KeyConf.Device> document() throws XMLStreamException, KeyFileException {
        List<KeyConf.Device> devices = new ArrayList<>();
        while (next() != XMLStreamConstants.START_ELEMENT) {
            // comments before the root
        }
        if (!xml.getLocalName().equals("keyConf") || !NAMESPACE.equals(xml.getNamespaceURI())) {
            throw error("expected: the element keyConf of " + NAMESPACE);
        }
        children(name -> {
            if (name.equals("device")) {
                devices.add(device());
            } else {
                skip();
            }
        });
        while (next() != XMLStreamConstants.END_DOCUMENT) {
            // comments behind the root
        }
        return devices;
    }

    private KeyConf.Device device() throws XMLStreamException, KeyFileException {
        String[] texts = {"", "", "", ""};
        List<KeyConf.Key> keys = new ArrayList<>();
        children(name -> {
            switch (name) {
                case "deviceType" -> texts[0] = text();
                case "friendlyName" -> texts[1] = text();
                case "id" -> texts[2] = text();
                case "slotId" -> texts[3] = text(); // a label, by the schema
                case "key" -> keys.add(key());
                default -> skip();
            }
        });
        if (texts[0].isEmpty()) {
            throw error("a device without deviceType");
        }
        return new KeyConf.Device(texts[0], texts[1], texts[2], texts[3], keys);
    }

    private KeyConf.Key key() throws XMLStreamException, KeyFileException {
        String usage = xml.getAttributeValue(null, "usage");
        KeyUse use = usage == null ? null : use(usage);
        String[] texts = {"", "", ""};
        List<KeyConf.Certificate> certificates = new ArrayList<>();
        children(name -> {
            switch (name) {
                case "friendlyName" -> texts[0] = text();
                case "keyId" -> texts[1] = text();
                case "publicKey" -> texts[2] = text();
                case "cert" -> certificates.add(certificate());
                default -> skip();
            }
        });
        if (!texts[1].matches("[0-9A-Za-z]{1,128}")) { // names a file
            throw error("keyId '" + texts[1] + "' (expected: letters and digits)");
        }
        return new KeyConf.Key(texts[1], texts[0].isEmpty() ? null : texts[0], use, publicKey(texts[2]), certificates);
    }

    private KeyUse use(String usage) throws KeyFileException {
        return switch (usage) {
            case "SIGNING" -> KeyUse.SIGNING;
            case "AUTHENTICATION" -> KeyUse.AUTHENTICATION;
            default -> throw error("usage '" + usage + "' (expected: SIGNING or AUTHENTICATION)");
        };
    }

    private @Nullable PublicKey publicKey(String base64) throws KeyFileException {
        if (base64.isEmpty()) {
            return null;
        }
        byte[] encoded = bytes("publicKey", base64);
        try {
            ASN1ObjectIdentifier kind =
                    SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm().getAlgorithm();
            String algorithm = X9ObjectIdentifiers.id_ecPublicKey.equals(kind) ? "EC" : "RSA";
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | RuntimeException e) { // the latter from the DER reader
            throw new KeyFileException(file, where() + "publicKey: neither an RSA nor an EC key", e);
        }
    }

    private KeyConf.Certificate certificate() throws XMLStreamException, KeyFileException {
        String active = xml.getAttributeValue(null, "active");
        String[] texts = {"", ""};
        List<MemberId> members = new ArrayList<>(1);
        children(name -> {
            switch (name) {
                case "memberId" -> members.add(member());
                case "contents" -> texts[0] = text();
                case "status" -> texts[1] = text();
                default -> skip();
            }
        });
        try {
            return new KeyConf.Certificate(
                    Certificates.parse(bytes("contents", texts[0])),
                    members.isEmpty() ? null : members.getFirst(),
                    active == null || active.equals("true") || active.equals("1"),
                    texts[1]);
        } catch (MalformedCertificateException e) {
            throw new KeyFileException(file, where() + String.valueOf(e.getMessage()), e);
        }
    }

    private MemberId member() throws XMLStreamException, KeyFileException {
        Map<String, String> parts = new HashMap<>();
        children(name -> parts.put(name, text()));
        try {
            return new MemberId(
                    parts.getOrDefault("xRoadInstance", ""),
                    parts.getOrDefault("memberClass", ""),
                    parts.getOrDefault("memberCode", ""));
        } catch (IdentifierException e) {
            throw new KeyFileException(file, where() + String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] bytes(String element, String base64) throws KeyFileException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new KeyFileException(file, where() + element + ": not Base64", e);
        }
    }

    /** Reads the current element to its end, handing over its children. */
    private void children(Child child) throws XMLStreamException, KeyFileException {
        place.add(xml.getLocalName());
        if (place.size() > MAX_DEPTH) {
            throw error("deeper than " + MAX_DEPTH + " elements");
        }
        int depth = place.size();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                child.read(xml.getLocalName());
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                throw error("ends early");
            }
        }
        place.subList(depth - 1, place.size()).clear();
    }

    private void skip() throws XMLStreamException, KeyFileException {
        children(name -> skip());
    }

    private String text() throws XMLStreamException, KeyFileException {
        StringBuilder text = new StringBuilder();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
                if (text.length() > MAX_TEXT) {
                    throw error("a text longer than " + MAX_TEXT + " characters");
                }
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                throw error("an element '" + xml.getLocalName() + "' where text is expected");
            }
        }
        return text.toString().strip();
    }

    private int next() throws XMLStreamException, KeyFileException {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw error("a document type or an entity (expected: neither)");
        }
        return event;
    }

    private KeyFileException error(String reason) {
        return new KeyFileException(file, where() + reason);
    }

    private String where() {
        return place.isEmpty() ? "" : String.join("/", place) + ": ";
    }
}
