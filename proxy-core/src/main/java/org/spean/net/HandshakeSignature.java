package org.spean.net;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/** A signature of a handshake: what is signed is small, so it is collected and signed at once. Used by one thread at a time. */
final class HandshakeSignature extends SignatureSpi {
    private final @Nullable String algorithm;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
    private @Nullable HandshakeKey key;
    private @Nullable PSSParameterSpec pss;

    /** @param algorithm as Java names it; {@code null}: RSASSA-PSS, whose parameters are to follow */
    HandshakeSignature(@Nullable String algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        if (!(privateKey instanceof HandshakeKey ours)) {
            throw new InvalidKeyException("key: not one for handshakes");
        }
        key = ours;
        data.reset();
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        throw new InvalidKeyException("signs only");
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        if (algorithm != null || !(parameters instanceof PSSParameterSpec given)) {
            throw new InvalidAlgorithmParameterException("parameters: not expected");
        }
        pss = given;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }

    @Override
    protected void engineUpdate(byte octet) {
        data.write(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
        data.write(octets, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        HandshakeKey signing = key;
        if (signing == null) {
            throw new SignatureException("no key");
        }
        try {
            if (algorithm != null) {
                return signing.signer().sign(algorithm, data.toByteArray());
            }
            PSSParameterSpec parameters = pss;
            if (parameters == null) {
                throw new SignatureException("RSASSA-PSS without parameters");
            }
            return signing.signer()
                    .signPss(parameters.getDigestAlgorithm(), parameters.getSaltLength(), data.toByteArray());
        } catch (SignatureException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new SignatureException(e.getMessage(), e);
        } finally {
            data.reset();
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("signs only");
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new UnsupportedOperationException(name);
    }
}
