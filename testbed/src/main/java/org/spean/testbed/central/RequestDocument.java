package org.spean.testbed.central;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The SOAP message of a request: its structure, strictly, and what it says. */
final class RequestDocument {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String XROAD = "http://x-road.eu/xsd/xroad.xsd";
    private static final String IDENTIFIERS = "http://x-road.eu/xsd/identifiers";

    /** Elements that follow {@code server}; those with a question mark may be absent. */
    private static final Map<String, List<String>> FIELDS = Map.of(
            "authCertReg", List.of("address", "authCert"),
            "authCertDeletion", List.of("authCert"),
            "clientReg", List.of("client", "subsystemName?"),
            "clientDeletion", List.of("client"),
            "ownerChange", List.of("client"),
            "addressChange", List.of("address"),
            "maintenanceModeEnable", List.of("message?"),
            "maintenanceModeDisable", List.of());

    private final String text;
    private final Element request;

    private RequestDocument(String text, Element request) {
        this.text = text;
        this.request = request;
    }

    static RequestDocument read(byte[] octets) throws RefusalException {
        Element envelope = parse(octets);
        expect(envelope.getNamespaceURI(), SOAP, "namespace of the envelope");
        List<Element> parts = children(envelope);
        if (parts.size() != 2) {
            throw new RefusalException("The envelope must hold a header and a body");
        }
        List<Element> header = children(parts.getFirst());
        expect(child(header, "protocolVersion").getTextContent(), "4.0", "protocolVersion");
        if (child(header, "id").getTextContent().isEmpty()) {
            throw new RefusalException("The message has no id");
        }
        List<Element> body = children(parts.getLast());
        if (body.size() != 1) {
            throw new RefusalException("The body must hold one element");
        }
        Element request = body.getFirst();
        expect(request.getNamespaceURI(), XROAD, "namespace of the request");
        RequestDocument document = new RequestDocument(new String(octets, UTF_8), request);
        expect(code(child(header, "service"), "serviceCode"), document.code(), "serviceCode");
        expect(member(child(header, "client")), document.owner(), "client of the message (the owner of the server)");
        document.checkFields();
        return document;
    }

    private static Element parse(byte[] octets) throws RefusalException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(octets))
                    .getDocumentElement();
        } catch (SAXException e) {
            throw new RefusalException("The first part is no XML: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void checkFields() throws RefusalException {
        List<String> fields = FIELDS.get(code());
        if (fields == null) {
            throw new RefusalException("Unknown request: " + code());
        }
        List<String> names =
                children(request).stream().map(Element::getLocalName).collect(Collectors.toCollection(ArrayList::new));
        List<String> expected = new ArrayList<>(List.of("server"));
        for (String field : fields) {
            String name = field.replace("?", "");
            if (!field.endsWith("?") || names.contains(name)) {
                expected.add(name);
            }
        }
        if (!names.equals(expected)) {
            throw new RefusalException(code() + ": elements " + names + " (expected: " + expected + ")");
        }
        expect(field("server").getAttributeNS(IDENTIFIERS, "objectType"), "SERVER", "objectType of the server");
    }

    String code() {
        return request.getLocalName();
    }

    private Element field(String name) throws RefusalException {
        return child(children(request), name);
    }

    /** The server as instance/class/member/code. */
    String server() throws RefusalException {
        return owner() + "/" + code(field("server"), "serverCode");
    }

    /** The server's owner as instance/class/member. */
    String owner() throws RefusalException {
        return member(field("server"));
    }

    /** The member of the element {@code client}. */
    String clientMember() throws RefusalException {
        return member(field("client"));
    }

    /** What an element of the request says. */
    String text(String name) throws RefusalException {
        return field(name).getTextContent();
    }

    /** The answer that echoes the request (PR-MSERV, 2). */
    String answer(String requestId) {
        String element = request.getPrefix() + ":" + code();
        return text.replace(
                        "</" + element + ">",
                        "<" + request.getPrefix() + ":requestId>" + requestId + "</" + request.getPrefix()
                                + ":requestId></" + element + "Response>")
                .replace("<" + element + ">", "<" + element + "Response>");
    }

    private static String member(Element identifier) throws RefusalException {
        return code(identifier, "xRoadInstance") + "/" + code(identifier, "memberClass") + "/"
                + code(identifier, "memberCode");
    }

    private static String code(Element identifier, String name) throws RefusalException {
        Element code = child(children(identifier), name);
        expect(code.getNamespaceURI(), IDENTIFIERS, "namespace of " + name);
        return code.getTextContent();
    }

    private static Element child(List<Element> children, String name) throws RefusalException {
        return children.stream()
                .filter(child -> name.equals(child.getLocalName()))
                .findFirst()
                .orElseThrow(() -> new RefusalException("Element " + name + " is missing"));
    }

    private static List<Element> children(Node parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static void expect(String found, String expected, String what) throws RefusalException {
        if (!Objects.equals(found, expected)) {
            throw new RefusalException(what + ": " + found + " (expected: " + expected + ")");
        }
    }
}
