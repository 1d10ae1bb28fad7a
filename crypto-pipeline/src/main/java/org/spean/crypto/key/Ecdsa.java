package org.spean.crypto.key;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/** The two forms of an ECDSA signature: DER, as providers give it, and r and s side by side, as XML wants it. */
final class Ecdsa {

    private Ecdsa() {}

    /** Bytes of r and of s for a curve of this order. */
    static int halfLength(BigInteger order) {
        return (order.bitLength() + 7) / 8;
    }

    static byte[] raw(byte[] der, int half) throws SignatureException {
        try {
            ASN1Sequence pair = ASN1Sequence.getInstance(der);
            byte[] raw = new byte[2 * half];
            put(ASN1Integer.getInstance(pair.getObjectAt(0)).getPositiveValue(), raw, half);
            put(ASN1Integer.getInstance(pair.getObjectAt(1)).getPositiveValue(), raw, 2 * half);
            return raw;
        } catch (RuntimeException e) { // whatever Bouncy Castle or the copy meets: the provider gave no signature
            throw new SignatureException("ECDSA signature: not in the form of the curve", e);
        }
    }

    private static void put(BigInteger value, byte[] raw, int end) {
        byte[] bytes = value.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        System.arraycopy(bytes, from, raw, end - (bytes.length - from), bytes.length - from);
    }

    static byte[] der(byte[] raw) throws SignatureException {
        int half = raw.length / 2;
        try {
            return new DERSequence(new ASN1Integer[] {
                        new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 0, half))),
                        new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length)))
                    })
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new SignatureException("ECDSA signature: cannot be encoded", e);
        }
    }
}
