package org.spean.soap;

import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.message.SoapMessage;

/** What the body of a message says to the gateway itself: texts of elements of X-Road within the body's element. */
public final class BodyFields {
    private BodyFields() {}

    /**
     * The texts, stripped, by the local names of their elements. Elements of other namespaces are left out.
     *
     * @param message as {@link SoapReader} has read it
     * @param origin who is to blame for what is wrong
     * @throws FaultException when an element is there twice, or holds elements
     */
    public static Map<String, String> of(SoapMessage message, Origin origin) {
        SoapEncoding encoding = SoapEncoding.of(message.octets());
        if (encoding == null) {
            throw new IllegalStateException("message: not read by us");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            EnvelopeWalk walk = new EnvelopeWalk(encoding.utf8(message.octets()));
            try {
                boolean body = false;
                while (walk.next() != XMLStreamConstants.END_DOCUMENT) {
                    if (walk.starts() && walk.depth() == 2) {
                        body = walk.isSoap("Body");
                    } else if (body && walk.starts() && walk.depth() == 4) {
                        field(walk, fields);
                    }
                }
            } finally {
                walk.close();
            }
        } catch (SoapException e) {
            throw FaultException.of(e.code(), origin, e.rule());
        } catch (XMLStreamException | CharacterCodingException e) {
            throw new IllegalStateException(e); // it has been read before
        }
        return fields;
    }

    private static void field(EnvelopeWalk walk, Map<String, String> fields) throws XMLStreamException {
        if (!walk.namespace().equals(HeaderFields.XROAD)) {
            walk.skip();
            return;
        }
        String name = walk.name();
        HeaderFields.once(walk, fields.get(name));
        fields.put(name, walk.text().strip());
    }
}
