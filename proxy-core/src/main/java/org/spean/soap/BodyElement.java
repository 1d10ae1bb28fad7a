package org.spean.soap;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.message.SoapMessage;

/**
 * The one element in a message's body, with all that is in it: for services of the gateway itself, whose requests are small.
 *
 * @param text all characters directly in it, stripped
 * @param children elements directly in it, in order
 */
public record BodyElement(String namespace, String name, String text, List<BodyElement> children) {
    private static final String IDENTIFIERS = "http://x-road.eu/xsd/identifiers";
    private static final int MAX_ELEMENTS = 10_000;

    public BodyElement {
        children = List.copyOf(children);
    }

    private static final class Open {
        private final String namespace;
        private final String name;
        private final StringBuilder text = new StringBuilder();
        private final List<BodyElement> children = new ArrayList<>(2);

        Open(EnvelopeWalk walk) {
            namespace = walk.namespace();
            name = walk.name();
        }

        BodyElement closed() {
            return new BodyElement(namespace, name, text.toString().strip(), children);
        }
    }

    /**
     * The one element of a body that must be this.
     *
     * @throws FaultException if the body holds another, or cannot be read
     */
    public static BodyElement named(SoapMessage message, String name, String namespace, Origin origin) {
        BodyElement element = of(message, origin);
        if (!element.name().equals(name) || !element.namespace().equals(namespace)) {
            throw FaultException.of(
                    FaultCode.INVALID_REQUEST,
                    origin,
                    "The body must hold the element '" + name + "' of namespace " + namespace);
        }
        return element;
    }

    /**
     * Reads the body of a message.
     *
     * @param message as {@link SoapReader} has read it
     * @param origin who is to blame for what is wrong
     * @throws FaultException when it holds too many elements, or too long a text
     */
    public static BodyElement of(SoapMessage message, Origin origin) {
        SoapEncoding encoding = SoapEncoding.of(message.octets());
        if (encoding == null) {
            throw new IllegalStateException("message: not read by us");
        }
        try {
            EnvelopeWalk walk = new EnvelopeWalk(encoding.utf8(message.octets()));
            try {
                return read(walk);
            } finally {
                walk.close();
            }
        } catch (SoapException e) {
            throw FaultException.of(e.code(), origin, e.rule());
        } catch (XMLStreamException | CharacterCodingException e) {
            throw new IllegalStateException(e); // it has been read before
        }
    }

    private static BodyElement read(EnvelopeWalk walk) throws XMLStreamException {
        Deque<Open> open = new ArrayDeque<>();
        boolean body = false;
        int count = 0;
        while (true) {
            switch (walk.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (walk.depth() == 2) {
                        body = walk.isSoap("Body");
                    } else if (body && walk.depth() > 2) {
                        if (++count > MAX_ELEMENTS) {
                            throw new SoapException(
                                    FaultCode.INVALID_SOAP,
                                    "Malformed SOAP message: number of elements in the body is at most "
                                            + MAX_ELEMENTS);
                        }
                        open.push(new Open(walk));
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        walk.appendTo(open.element().text);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (!open.isEmpty()) {
                        BodyElement closed = open.pop().closed();
                        if (open.isEmpty()) {
                            return closed;
                        }
                        open.element().children.add(closed);
                    }
                }
                case XMLStreamConstants.END_DOCUMENT -> throw new IllegalStateException("message: empty body");
                default -> {}
            }
        }
    }

    /** The children of its own namespace that bear a name. */
    public List<BodyElement> children(String childName) {
        return children.stream()
                .filter(child -> child.namespace.equals(namespace) && child.name.equals(childName))
                .toList();
    }

    /**
     * The child of its own namespace that bears a name; {@code null} if there is none.
     *
     * @throws FaultException when there are two
     */
    public @Nullable BodyElement child(String childName, Origin origin) {
        List<BodyElement> found = children(childName);
        if (found.size() > 1) {
            throw invalid(origin, "Element '" + childName + "' must not be given more than once");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    /**
     * The client whose codes its children are.
     *
     * @throws FaultException when they are none
     */
    public ClientId client(Origin origin) {
        try {
            return ClientId.of(
                    code("xRoadInstance", origin),
                    code("memberClass", origin),
                    code("memberCode", origin),
                    has("subsystemCode") ? code("subsystemCode", origin) : null);
        } catch (IdentifierException e) {
            throw invalid(origin, "Invalid identifier in element '" + name + "': " + e.getMessage());
        }
    }

    private boolean has(String code) {
        return children.stream().anyMatch(child -> isCode(child, code));
    }

    private String code(String code, Origin origin) {
        List<BodyElement> found =
                children.stream().filter(child -> isCode(child, code)).toList();
        if (found.size() != 1) {
            throw invalid(origin, "Element '" + name + "' must have one '" + code + "'");
        }
        return found.getFirst().text;
    }

    private static boolean isCode(BodyElement child, String code) {
        return child.namespace.equals(IDENTIFIERS) && child.name.equals(code);
    }

    private static FaultException invalid(Origin origin, String rule) {
        return FaultException.of(FaultCode.INVALID_REQUEST, origin, rule);
    }
}
