package org.spean.crypto.hashchain;

import java.nio.charset.StandardCharsets;

/** The elements of the two documents. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are constants
enum Element {
    HASH_CHAIN(Namespace.HASH_CHAIN, "HashChain"),
    HASH_CHAIN_RESULT(Namespace.HASH_CHAIN, "HashChainResult"),
    DEFAULT_DIGEST_METHOD(Namespace.HASH_CHAIN, "DefaultDigestMethod"),
    HASH_STEP(Namespace.HASH_CHAIN, "HashStep"),
    HASH_VALUE(Namespace.HASH_CHAIN, "HashValue"),
    STEP_REF(Namespace.HASH_CHAIN, "StepRef"),
    DATA_REF(Namespace.HASH_CHAIN, "DataRef"),
    DIGEST_METHOD(Namespace.XML_SIGNATURE, "DigestMethod"),
    DIGEST_VALUE(Namespace.XML_SIGNATURE, "DigestValue");

    /** The namespaces of the two documents. */
    enum Namespace {
        HASH_CHAIN("http://cyber.ee/hashchain"),
        XML_SIGNATURE("http://www.w3.org/2000/09/xmldsig#");

        final byte[] uri;

        Namespace(String uri) {
            this.uri = uri.getBytes(StandardCharsets.US_ASCII);
        }
    }

    static final Element[] ALL = values();

    final Namespace namespace;
    final String localName;
    final byte[] name;

    Element(Namespace namespace, String localName) {
        this.namespace = namespace;
        this.localName = localName;
        this.name = localName.getBytes(StandardCharsets.US_ASCII);
    }
}
