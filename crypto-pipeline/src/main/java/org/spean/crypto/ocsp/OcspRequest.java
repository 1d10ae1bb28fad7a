package org.spean.crypto.ocsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Encodes the question for one certificate's status: an unsigned OCSP request without extensions, as X-Road sends. */
public final class OcspRequest {

    private OcspRequest() {}

    /** The DER to send as {@code application/ocsp-request}; the CertID is over SHA-1, which every responder knows. */
    public static byte[] encode(X509Certificate subject, X509Certificate issuer) {
        byte[] issuerKey = SubjectPublicKeyInfo.getInstance(
                        issuer.getPublicKey().getEncoded())
                .getPublicKeyData()
                .getOctets();
        CertID id = new CertID(
                new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE),
                new DEROctetString(sha1(issuer.getSubjectX500Principal().getEncoded())),
                new DEROctetString(sha1(issuerKey)),
                new ASN1Integer(subject.getSerialNumber()));
        TBSRequest asked = new TBSRequest(null, new DERSequence(new Request(id, null)), (Extensions) null);
        try {
            return new OCSPRequest(asked, null).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException("encoding to memory", e);
        }
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
