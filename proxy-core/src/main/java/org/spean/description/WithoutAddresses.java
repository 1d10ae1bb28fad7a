package org.spean.description;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerConfigurationException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.sax.SAXTransformerFactory;
import javax.xml.transform.sax.TransformerHandler;
import javax.xml.transform.stream.StreamResult;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * A WSDL as others may see it (PR-META, 4): every address of a service is the same that leads nowhere; all else is as it
 * was, its attributes in their order.
 */
final class WithoutAddresses extends XMLFilterImpl {
    private static final String HIDDEN = "http://example.org/xroad-endpoint";
    private static final Set<String> NAMESPACES = Set.of(
            "http://schemas.xmlsoap.org/wsdl/soap/",
            "http://schemas.xmlsoap.org/wsdl/soap12/",
            "http://schemas.xmlsoap.org/wsdl/http/");

    private WithoutAddresses(XMLReader reader) {
        super(reader);
    }

    static byte[] of(String name, byte[] document) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(document.length);
            TransformerHandler writer = writer();
            writer.setResult(new StreamResult(out));
            XMLReader reader = reader();
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", writer);
            WithoutAddresses filter = new WithoutAddresses(reader);
            filter.setContentHandler(writer);
            filter.parse(new InputSource(new ByteArrayInputStream(document)));
            return out.toByteArray();
        } catch (SAXException | IOException e) {
            throw new DescriptionException(name + ": is no XML that we read: " + e.getMessage(), e);
        } catch (ParserConfigurationException | TransformerConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static XMLReader reader() throws ParserConfigurationException, SAXException {
        SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(
                "http://xml.org/sax/features/namespace-prefixes", true); // keeps declarations in their places
        SAXParser parser = factory.newSAXParser();
        parser.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return parser.getXMLReader();
    }

    private static TransformerHandler writer() throws TransformerConfigurationException {
        SAXTransformerFactory factory = (SAXTransformerFactory) TransformerFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        TransformerHandler writer = factory.newTransformerHandler();
        writer.getTransformer().setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        return writer;
    }

    @Override
    public void startElement(String namespace, String localName, String name, Attributes attributes)
            throws SAXException {
        int location = attributes.getIndex("location");
        if (location < 0 || !localName.equals("address") || !NAMESPACES.contains(namespace)) {
            super.startElement(namespace, localName, name, attributes);
            return;
        }
        AttributesImpl hidden = new AttributesImpl(attributes);
        hidden.setValue(location, HIDDEN);
        super.startElement(namespace, localName, name, hidden);
    }
}
