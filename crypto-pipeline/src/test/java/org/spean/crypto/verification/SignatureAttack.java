package org.spean.crypto.verification;

import org.spean.crypto.xades.SignatureParts;

/**
 * What an attacker puts in the place of a message's signature, to have the message accepted.
 *
 * @param name kind and form, as in {@code wrapping: …}
 * @param parts signature, hash chain result and hash chain
 * @param reason why it has to be refused
 */
public record SignatureAttack(String name, SignatureParts parts, Reason reason) {

    @Override
    public String toString() {
        return name;
    }
}
