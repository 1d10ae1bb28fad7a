package org.spean.crypto.verification;

/** Why a signature does not prove its message. */
public enum Reason {
    /** The document is not a signature of the profile. */
    MALFORMED_SIGNATURE("MalformedSignature"),
    /** The signature, or a digest on the way from it to the message, does not match. */
    INVALID_SIGNATURE_VALUE("InvalidSignatureValue"),
    /** The signature does not name what it has to sign, or names something that is not there. */
    INVALID_REFERENCE("InvalidReference"),
    /** A part of the message is covered by nothing. */
    UNUSED_INPUTS("HashChainUnusedInputs"),
    /** The hash chain or its result is not a document of the schema, or exceeds a limit. */
    MALFORMED_HASH_CHAIN("MalformedHashChain"),
    /** The hash chain refers to something that is not there, or in a circle. */
    INVALID_HASH_CHAIN_REFERENCE("InvalidHashChainRef"),
    /** The certificate is not the one the signature names, not for signing, or of another member. */
    INCORRECT_CERTIFICATE("IncorrectCertificate"),
    /** The certificate does not lead to an approved certification authority, or is out of its validity. */
    INVALID_CERTIFICATE_PATH("InvalidCertPath"),
    /** No good and fresh OCSP response comes with the signature for each of its certificates. */
    CERTIFICATE_VALIDATION("CertValidation");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    /** The last part of X-Road's fault code, in the spelling up to version 7.7. */
    public String code() {
        return code;
    }
}
