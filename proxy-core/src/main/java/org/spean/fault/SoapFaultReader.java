package org.spean.fault;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.spean.xml.XmlReaders;

/**
 * Reads the SOAP 1.1 faults of foreign servers and services. Strict and bounded: no document type, no entities but the
 * five, depth and lengths limited; the caller bounds the document.
 */
public final class SoapFaultReader {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_CODE = 256;
    private static final int MAX_TEXT = 8 * 1024;
    private static final XmlReaders READERS = XmlReaders.coalescing();

    private @Nullable String code;
    private @Nullable String message;
    private String detail = "";

    private SoapFaultReader() {}

    /** The fault of a peer's server in this document; {@code null} when the document is no SOAP fault. */
    public static @Nullable RelayedFault read(byte[] document) {
        SoapFaultReader reader = new SoapFaultReader();
        return reader.parse(document) && reader.code != null
                ? new RelayedFault(reader.code, reader.message == null ? "" : reader.message, reader.detail)
                : null;
    }

    /**
     * The fault of a service in this document; {@code null} when the document is no SOAP fault.
     *
     * @param contentType as the service sent it
     */
    public static @Nullable ServiceSoapFault readOfService(byte[] document, String contentType) {
        SoapFaultReader reader = new SoapFaultReader();
        return reader.parse(document) && reader.code != null
                ? new ServiceSoapFault(document, contentType, reader.code, reader.message == null ? "" : reader.message)
                : null;
    }

    private boolean parse(byte[] document) {
        try {
            XMLStreamReader xml = READERS.open(new ByteArrayInputStream(document));
            try {
                return envelope(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            return false; // whatever it is, it is no fault we could relay
        }
    }

    private boolean envelope(XMLStreamReader xml) throws XMLStreamException {
        boolean fault = false;
        int depth = 0;
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return false;
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if ((depth == 1 && !isSoap(xml, "Envelope")) || depth > MAX_DEPTH) {
                        return false;
                    }
                    if (depth == 2 && isSoap(xml, "Body")) {
                        fault |= body(xml);
                        depth--;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.END_DOCUMENT -> {
                    return fault;
                }
                default -> {}
            }
        }
    }

    private boolean body(XMLStreamReader xml) throws XMLStreamException {
        boolean fault = false;
        int depth = 0;
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (depth == 0 && isSoap(xml, "Fault")) {
                    fault = true;
                    fields(xml);
                } else if (++depth > MAX_DEPTH) {
                    throw new XMLStreamException("nested deeper than " + MAX_DEPTH);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                if (depth-- == 0) {
                    return fault;
                }
            } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new XMLStreamException("entity");
            }
        }
    }

    private void fields(XMLStreamReader xml) throws XMLStreamException {
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.getEventType() == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new XMLStreamException("entity");
            }
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "faultcode" -> code = text(xml, MAX_CODE).trim();
                    case "faultstring" -> message = text(xml, MAX_TEXT);
                    case "detail" -> detail = text(xml, MAX_TEXT).trim();
                    default -> text(xml, 0);
                }
            }
        }
    }

    /** All text within the current element, at most {@code limit} characters of it; ends at the element's end. */
    private static String text(XMLStreamReader xml, int limit) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > MAX_DEPTH) {
                        throw new XMLStreamException("nested deeper than " + MAX_DEPTH);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    int room = Math.min(limit - text.length(), xml.getTextLength());
                    if (room > 0) {
                        text.append(xml.getTextCharacters(), xml.getTextStart(), room);
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException("entity");
                default -> {}
            }
        }
        return text.toString();
    }

    private static boolean isSoap(XMLStreamReader xml, String name) {
        return SOAP.equals(xml.getNamespaceURI()) && name.equals(xml.getLocalName());
    }
}
