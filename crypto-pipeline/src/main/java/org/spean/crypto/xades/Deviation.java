package org.spean.crypto.xades;

/**
 * A signature that the reader does not accept. From {@link SignatureReader} this says only that the form is not the
 * usual one, and {@link SantuarioReader} must judge; from that reader it is final.
 *
 * @param reason what was found where something else was expected, for logs
 */
public record Deviation(String reason) implements ReadSignature {}
