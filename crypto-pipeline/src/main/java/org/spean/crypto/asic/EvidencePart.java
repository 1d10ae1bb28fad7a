package org.spean.crypto.asic;

/** What of a piece of evidence can hold or fail, in the order in which it is judged. */
public enum EvidencePart {
    /** The file: whole, readable in one way only, without anything that nothing vouches for. */
    CONTAINER("container"),
    /** The token: by an approved authority, over what it should be. */
    TIME_STAMP("time-stamp"),
    /** The way from the signature document to what is time-stamped. */
    TIME_STAMP_CHAIN("time-stamp hash chain"),
    /** The message part. */
    MESSAGE("message"),
    /** The attachments. */
    ATTACHMENTS("attachments"),
    /** The way from message and attachments to what is signed. */
    HASH_CHAIN("hash chain"),
    /** The certificate of the signer: to an approved authority, for signing, valid then. */
    CERTIFICATE("certificate"),
    /** What the authority said of the certificate then. */
    OCSP("OCSP response"),
    /** The signature document, and its value by the certificate's key. */
    SIGNATURE("signature"),
    /** Whether the message names the signer as the one it comes from. */
    SENDER("sender");

    private final String title;

    EvidencePart(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }
}
