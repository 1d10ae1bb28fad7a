package org.spean.soap;

import com.fasterxml.aalto.UncheckedStreamException;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;
import org.spean.fault.FaultCode;
import org.spean.xml.XmlReaders;

/**
 * The events of an envelope, one after the other, within bounds: no document type, no entities but the five, limited depth,
 * attributes and namespaces.
 */
final class EnvelopeWalk {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private static final int MAX_DEPTH = 256;
    private static final int MAX_ATTRIBUTES = 256;
    private static final int MAX_NAMESPACES = 128;
    private static final int MAX_TEXT = 16 * 1024;
    private static final XmlReaders READERS = XmlReaders.lazy();

    private final XMLStreamReader2 xml;
    private int depth;

    EnvelopeWalk(byte[] utf8) throws XMLStreamException {
        xml = READERS.open(new ByteArrayInputStream(utf8));
    }

    /** The next event; {@link XMLStreamConstants#END_DOCUMENT} is the last. */
    int next() throws XMLStreamException {
        int event = xml.next();
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                depth++;
                bound("depth", depth, MAX_DEPTH);
                bound("number of attributes of an element", xml.getAttributeCount(), MAX_ATTRIBUTES);
                bound("number of namespaces of an element", xml.getNamespaceCount(), MAX_NAMESPACES);
            }
            case XMLStreamConstants.END_ELEMENT -> depth--;
            case XMLStreamConstants.DTD -> throw invalid("it must not have a document type");
            case XMLStreamConstants.ENTITY_REFERENCE -> throw invalid("it must not have entities of its own");
            default -> {}
        }
        return event;
    }

    private static void bound(String what, int value, int most) {
        if (value > most) {
            throw invalid(what + " is at most " + most);
        }
    }

    private static SoapException invalid(String rule) {
        return new SoapException(FaultCode.INVALID_SOAP, "Malformed SOAP message: " + rule);
    }

    /** Whether the current event is the start of an element. */
    boolean starts() {
        return xml.getEventType() == XMLStreamConstants.START_ELEMENT;
    }

    /** Elements that are open, the current one included. */
    int depth() {
        return depth;
    }

    String namespace() {
        String namespace = xml.getNamespaceURI();
        return namespace == null ? "" : namespace;
    }

    String name() {
        return xml.getLocalName();
    }

    String prefix() {
        String prefix = xml.getPrefix();
        return prefix == null ? "" : prefix;
    }

    /** Whether the current element, which starts, declares a prefix itself; the empty one is that of {@code xmlns}. */
    boolean declares(String prefix) {
        for (int i = 0; i < xml.getNamespaceCount(); i++) {
            String declared = xml.getNamespacePrefix(i);
            if (prefix.equals(declared == null ? "" : declared)) {
                return true;
            }
        }
        return false;
    }

    boolean isSoap(String name) {
        return SOAP.equals(xml.getNamespaceURI()) && name.equals(xml.getLocalName());
    }

    /** An attribute's value; empty when it is not there. */
    String attribute(String namespace, String name) {
        String value = xml.getAttributeValue(namespace, name);
        return value == null ? "" : value;
    }

    /** Where the current event begins. */
    int offset() throws XMLStreamException {
        return Math.toIntExact(xml.getLocationInfo().getStartingByteOffset());
    }

    /** Skips to the end of the current element. */
    void skip() throws XMLStreamException {
        for (int within = depth; depth >= within; ) {
            next();
        }
    }

    /** The text of the current element, which has no elements; ends at its end. */
    String text() throws XMLStreamException {
        String name = name();
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    append(text, "length of field '" + name + "'");
                }
                case XMLStreamConstants.START_ELEMENT -> throw invalid("field '" + name + "' must not have elements");
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString();
                }
                default -> {}
            }
        }
    }

    /** Adds the characters of the current event. */
    void appendTo(StringBuilder text) throws XMLStreamException {
        append(text, "length of a text");
    }

    /** The parser decodes a text only when asked for it, and then has no checked exception for what is wrong with it. */
    private void append(StringBuilder text, String what) throws XMLStreamException {
        try {
            bound(what, text.length() + xml.getTextLength(), MAX_TEXT);
            text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        } catch (UncheckedStreamException e) {
            throw new XMLStreamException("a text with characters that are not allowed", e);
        }
    }

    void close() throws XMLStreamException {
        xml.close();
    }
}
