package org.spean.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;

/** A signed message that one of our gateways made, taken apart by the fixture's reader. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReceivedMessage(byte[] message, List<byte[]> bodies, SignatureParts seal) {

    static ReceivedMessage of(RawMessage raw) {
        byte[] message = null;
        List<byte[]> bodies = new ArrayList<>();
        byte[] result = null;
        byte[] chain = null;
        byte[] signature = null;
        for (Part part : RawMessage.parts(raw.entity(), Objects.requireNonNull(raw.header("Content-Type")))) {
            String type = part.contentType().replaceFirst(";.*", "");
            switch (type) {
                case "application/ocsp-response" -> {}
                case "application/x-road-rest-request",
                        "application/x-road-rest-response",
                        "text/xml",
                        "application/xop+xml" -> message = part.content();
                case "application/x-road-rest-body" -> bodies.add(part.content());
                case "multipart/mixed" ->
                    RawMessage.parts(part.content(), part.contentType())
                            .forEach(attachment -> bodies.add(attachment.content()));
                case "application/hash-chain-result" -> result = part.content();
                case "application/hash-chain" -> chain = part.content();
                case "signature/bdoc-1.0/ts" -> signature = part.content();
                default -> throw new AssertionError(part.contentType());
            }
        }
        return new ReceivedMessage(
                present(message, "message"),
                bodies,
                new SignatureParts(present(signature, "signature"), result, chain));
    }

    private static byte[] present(byte @Nullable [] part, String name) {
        if (part == null) {
            throw new AssertionError("no " + name);
        }
        return part;
    }

    MessageDigests digests() {
        DigestAlgorithm algorithm = DigestAlgorithm.SHA_512;
        return new MessageDigests(
                algorithm,
                algorithm.digest(message),
                bodies.stream().map(algorithm::digest).toList());
    }
}
