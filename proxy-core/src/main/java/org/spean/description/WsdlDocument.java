package org.spean.description;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.wsdl.BindingOperation;
import javax.wsdl.Definition;
import javax.wsdl.Port;
import javax.wsdl.Service;
import javax.wsdl.WSDLException;
import javax.wsdl.extensions.UnknownExtensibilityElement;
import javax.wsdl.extensions.soap.SOAPAddress;
import javax.wsdl.factory.WSDLFactory;
import javax.wsdl.xml.WSDLReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.spean.config.AppliedDescription;
import org.spean.config.DescriptionSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads WSDL 1.1: each operation of a SOAP 1.1 binding is a service, its version the element {@code version} of X-Road's in
 * the binding. One document is all there is: it may have no document type and import nothing, and what its schemas refer to
 * is not looked at.
 */
final class WsdlDocument {
    private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
    private static final String XROAD = "http://x-road.eu/xsd/";

    private WsdlDocument() {}

    static ReadDocument read(DescriptionSource source, byte[] document) {
        String name = source.location().toString();
        Document xml = parse(name, document);
        if (xml.getElementsByTagNameNS(WSDL, "import").getLength() > 0) {
            throw new DescriptionException(
                    name + ": has wsdl:import (expected: one document with everything but schemas)");
        }
        List<AppliedDescription.Service> services = services(source, name, definition(name, parse(name, document)));
        return new ReadDocument(WithoutAddresses.of(name, document), "text/xml", "wsdl", services, List.of());
    }

    private static List<AppliedDescription.Service> services(
            DescriptionSource source, String name, Definition definition) {
        Map<String, AppliedDescription.Service> services = new LinkedHashMap<>();
        for (Object service : definition.getServices().values()) {
            for (Object port : ((Service) service).getPorts().values()) {
                String address = address((Port) port);
                if (address == null) {
                    continue; // SOAP 1.2 or plain HTTP: another port is for X-Road
                }
                for (BindingOperation operation : operations((Port) port)) {
                    AppliedDescription.Service described =
                            described(source, name, operation.getName(), version(operation), address);
                    AppliedDescription.Service other = services.putIfAbsent(described.name(), described);
                    if (other != null && !other.equals(described)) {
                        throw new DescriptionException(name + ": operation " + described.name() + " has two addresses");
                    }
                }
            }
        }
        if (services.isEmpty()) {
            throw new DescriptionException(name + ": has no service with a SOAP 1.1 address and operations");
        }
        return new ArrayList<>(services.values());
    }

    private static AppliedDescription.Service described(
            DescriptionSource source, String name, String code, @Nullable String version, String address) {
        try {
            return new AppliedDescription.Service(
                    code, version, source.url() == null ? URI.create(address.strip()) : source.url(), List.of());
        } catch (IllegalArgumentException e) {
            throw new DescriptionException(name + ": address " + e.getMessage() + ", or url in the configuration", e);
        }
    }

    private static List<BindingOperation> operations(Port port) {
        List<BindingOperation> operations = new ArrayList<>();
        if (port.getBinding() != null) {
            for (Object operation : port.getBinding().getBindingOperations()) {
                operations.add((BindingOperation) operation);
            }
        }
        return operations;
    }

    private static @Nullable String address(Port port) {
        for (Object element : port.getExtensibilityElements()) {
            if (element instanceof SOAPAddress address) {
                return address.getLocationURI();
            }
        }
        return null;
    }

    private static @Nullable String version(BindingOperation operation) {
        for (Object element : operation.getExtensibilityElements()) {
            if (element instanceof UnknownExtensibilityElement unknown) {
                Element xml = unknown.getElement();
                if ("version".equals(xml.getLocalName())
                        && String.valueOf(xml.getNamespaceURI()).startsWith(XROAD)) {
                    return xml.getTextContent().strip();
                }
            }
        }
        return null;
    }

    /** Without the types, whose schemas the library would fetch what they refer to. */
    private static Definition definition(String name, Document xml) {
        NodeList types = xml.getElementsByTagNameNS(WSDL, "types");
        while (types.getLength() > 0) {
            Node one = types.item(0);
            one.getParentNode().removeChild(one);
        }
        try {
            WSDLReader reader = WSDLFactory.newInstance().newWSDLReader();
            reader.setFeature("javax.wsdl.verbose", false);
            reader.setFeature("javax.wsdl.importDocuments", false);
            return reader.readWSDL(name, xml);
        } catch (WSDLException e) {
            throw new DescriptionException(name + ": is no WSDL 1.1 document: " + e.getMessage(), e);
        }
    }

    private static Document parse(String name, byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder.parse(new ByteArrayInputStream(document));
        } catch (SAXException | IOException e) {
            throw new DescriptionException(name + ": is no XML that we read: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong is told once, by the exception. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXParseException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXParseException {
            throw exception;
        }
    }
}
