package org.spean.messagelog;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.signing.Signed;
import org.spean.crypto.xades.SignatureParts;

/** What proves a logged message. */
public sealed interface LoggedSignature {

    /** The XML signature. */
    byte[] document();

    /** The hash chain's result; {@code null} when the signature covers the message directly. */
    byte @Nullable [] result();

    /** Of a message that we signed: its hash chain is kept as the path of digests and rendered when asked for. */
    record OwnSignature(Signed signed) implements LoggedSignature {
        @Override
        public byte[] document() {
            return signed.batch().document();
        }

        @Override
        public byte @Nullable [] result() {
            return signed.batch().result();
        }
    }

    /** Of a message that we received: its hash chain is kept literally, since forms differ. */
    record PeerSignature(SignatureParts parts) implements LoggedSignature {
        @Override
        public byte[] document() {
            return parts.signature();
        }

        @Override
        public byte @Nullable [] result() {
            return parts.result();
        }
    }
}
