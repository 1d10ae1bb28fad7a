package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;

import java.util.HashSet;
import java.util.Set;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.w3c.dom.Element;

/** The ids of one signature: each occurs once, and is one that known software gives to its element. */
final class Ids {

    private final Set<String> seen = new HashSet<>();
    private final String signature;

    Ids(Element signature) throws MalformedException {
        this.signature = required(signature);
    }

    String signature() {
        return signature;
    }

    /** The id that an element of this signature has: X-Road's fixed one, or made from the signature's id. */
    String own(String fixed, String prefix) {
        return own(fixed, prefix, "");
    }

    String own(String fixed, String prefix, String suffix) {
        return signature.equals("signature") ? fixed : prefix + signature + suffix;
    }

    String required(Element element) throws MalformedException {
        String id = attribute(element, "Id");
        if (id == null || !seen.add(id)) {
            throw new MalformedException(element.getLocalName() + ": no Id of its own");
        }
        return id;
    }

    /** Nothing but the known ids, though few are signed: what no rule refers to could otherwise be altered. */
    void optional(Element element, String expected) throws MalformedException {
        if (attribute(element, "Id") != null && !required(element).equals(expected)) {
            throw new MalformedException(element.getLocalName() + ": expected Id " + expected);
        }
    }
}
