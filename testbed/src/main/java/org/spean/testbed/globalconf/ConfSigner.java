package org.spean.testbed.globalconf;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/** A key that a configuration source signs directories with, in a self-signed certificate. */
record ConfSigner(Issued issued) {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    static ConfSigner make(String name, KeyKind kind, InstantSource clock) {
        return new ConfSigner(CertificateAuthority.root(name, kind, clock).self());
    }

    X509Certificate certificate() {
        return issued.certificate();
    }

    private boolean rsa() {
        return issued.key().getAlgorithm().equals("RSA");
    }

    String algorithmUri() {
        return MORE + (rsa() ? "rsa-sha512" : "ecdsa-sha512");
    }

    byte[] sign(byte[] data) {
        try {
            Signature signature = Signature.getInstance(rsa() ? "SHA512withRSA" : "SHA512withECDSA");
            signature.initSign(issued.key());
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing a directory", e);
        }
    }
}
