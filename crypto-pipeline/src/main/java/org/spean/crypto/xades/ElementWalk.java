package org.spean.crypto.xades;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Visits the children of one element in order and refuses what was not asked for: other elements, other attributes,
 * comments, processing instructions, CDATA sections, entity references and text between elements.
 */
final class ElementWalk {

    /** The document is not a signature that we accept. Without a stack trace: it is an answer, not an accident. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private final Element parent;
    private @Nullable Node next;

    ElementWalk(Element parent, String... attributes) throws MalformedException {
        this.parent = parent;
        this.next = parent.getFirstChild();
        requireAttributes(parent, List.of(attributes));
    }

    /** The next element, which must have the given name. */
    Element required(String namespace, String name) throws MalformedException {
        Element element = optional(namespace, name);
        if (element == null) {
            throw new MalformedException(parent.getLocalName() + ": expected " + name);
        }
        return element;
    }

    /** The next element if it has the given name. */
    @Nullable
    Element optional(String namespace, String name) throws MalformedException {
        skipWhiteSpace();
        if (next instanceof Element element
                && namespace.equals(element.getNamespaceURI())
                && name.equals(element.getLocalName())) {
            next = element.getNextSibling();
            return element;
        }
        return null;
    }

    /** There must be no further child. */
    void end() throws MalformedException {
        skipWhiteSpace();
        if (next != null) {
            throw new MalformedException(parent.getLocalName() + ": unexpected " + next.getNodeName());
        }
    }

    private void skipWhiteSpace() throws MalformedException {
        while (next != null && !(next instanceof Element)) {
            if (next.getNodeType() != Node.TEXT_NODE || !next.getNodeValue().isBlank()) {
                throw new MalformedException(parent.getLocalName() + ": unexpected " + next.getNodeName());
            }
            next = next.getNextSibling();
        }
    }

    /** The content of an element that has only text. */
    static String text(Element element, String... attributes) throws MalformedException {
        requireAttributes(element, List.of(attributes));
        var text = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() != Node.TEXT_NODE) {
                throw new MalformedException(element.getLocalName() + ": unexpected " + child.getNodeName());
            }
            text.append(child.getNodeValue());
        }
        return text.toString();
    }

    /** The attribute's value, or {@code null} if it is absent. */
    static @Nullable String attribute(Element element, String name) {
        Attr attribute = element.getAttributeNodeNS(null, name);
        return attribute == null ? null : attribute.getValue();
    }

    private static void requireAttributes(Element element, List<String> allowed) throws MalformedException {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            String namespace = attribute.getNamespaceURI();
            if (XMLNS.equals(namespace)) {
                continue;
            }
            if (namespace != null || !allowed.contains(attribute.getLocalName())) {
                throw new MalformedException(element.getLocalName() + ": unexpected " + attribute.getNodeName());
            }
        }
    }
}
