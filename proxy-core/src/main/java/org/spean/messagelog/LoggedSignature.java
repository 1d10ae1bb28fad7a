package org.spean.messagelog;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.signing.Signed;
import org.spean.crypto.xades.SignatureParts;

/** What proves a logged message. */
public sealed interface LoggedSignature {

    /** The XML signature. */
    byte[] document();

    /** The hash chain's result; {@code null} when the signature covers the message directly. */
    byte @Nullable [] result();

    /** The compact form of the hash chain, if that is how it is kept; {@code null} when there is none, or it is kept literally. */
    byte @Nullable [] path();

    /** The hash chain as it came, if it did. */
    byte @Nullable [] chain();

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

        @Override
        public byte @Nullable [] path() {
            return signed.batch().result() == null ? null : signed.path().encode();
        }

        @Override
        public byte @Nullable [] chain() {
            return null;
        }
    }

    /** Of a message that we received: its hash chain is kept as the path of digests where the document can be made of that, else literally. */
    record PeerSignature(SignatureParts parts) implements LoggedSignature {
        @Override
        public byte[] document() {
            return parts.signature();
        }

        @Override
        public byte @Nullable [] result() {
            return parts.result();
        }

        @Override
        public byte @Nullable [] path() {
            HashPath path = parts.path();
            return path == null ? null : path.encode();
        }

        @Override
        public byte @Nullable [] chain() {
            return parts.chain();
        }
    }
}
