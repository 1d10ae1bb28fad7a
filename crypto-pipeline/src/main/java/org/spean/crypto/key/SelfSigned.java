package org.spean.crypto.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What stands for a certificate in a PKCS#12 file until there is one; good for nothing else. */
final class SelfSigned {
    private static final Instant FROM = Instant.EPOCH;
    private static final Instant UNTIL = Instant.EPOCH.plusSeconds(1);

    private SelfSigned() {}

    static X509Certificate certificate(KeyPair pair, String name) throws GeneralSecurityException {
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, "no certificate yet: " + name)
                .build();
        String algorithm = KeyAlgorithm.of(pair.getPublic()) == KeyAlgorithm.RSA ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    subject,
                                    BigInteger.ONE,
                                    Date.from(FROM),
                                    Date.from(UNTIL),
                                    subject,
                                    pair.getPublic())
                            .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the key does not sign", e);
        }
    }
}
