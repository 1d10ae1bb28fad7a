package org.spean.crypto.xades;

/** What the first reference of a signature names (PR-SIGDOC): the message itself, or the result of its hash chain. */
public enum SignedObject {
    /** A message without attachments, alone in its batch. */
    MESSAGE("/message.xml", "text/xml"),
    /** Everything else: the result document stands for all messages of the batch and all their attachments. */
    HASH_CHAIN_RESULT("/sig-hashchainresult.xml", "application/hash-chain-result");

    private final String uri;
    private final String mimeType;

    SignedObject(String uri, String mimeType) {
        this.uri = uri;
        this.mimeType = mimeType;
    }

    /** The reference's {@code URI}. */
    public String uri() {
        return uri;
    }

    /** The {@code MimeType} that the signed properties give the object. */
    public String mimeType() {
        return mimeType;
    }
}
