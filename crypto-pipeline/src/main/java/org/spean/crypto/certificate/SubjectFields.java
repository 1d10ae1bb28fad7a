package org.spean.crypto.certificate;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/** The attributes of a certificate's subject. Where one occurs more than once the last in DER order counts. */
final class SubjectFields {
    private final X500Name subject;

    private SubjectFields(X500Name subject) {
        this.subject = subject;
    }

    static SubjectFields of(X509Certificate certificate) throws IncorrectCertificateException {
        try {
            return new SubjectFields(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
        } catch (IllegalArgumentException e) {
            throw new IncorrectCertificateException("Certificate subject name cannot be read", e);
        }
    }

    @Nullable
    String last(ASN1ObjectIdentifier attribute) {
        String last = null;
        for (RDN rdn : subject.getRDNs()) {
            for (AttributeTypeAndValue pair : rdn.getTypesAndValues()) {
                if (pair.getType().equals(attribute) && pair.getValue() instanceof ASN1String value) {
                    last = value.getString();
                }
            }
        }
        return last;
    }

    String required(ASN1ObjectIdentifier attribute, String name) throws IncorrectCertificateException {
        String value = last(attribute);
        if (value == null) {
            throw new IncorrectCertificateException("Certificate subject name does not contain " + name);
        }
        return value;
    }

    void mustBeOf(String country) throws IncorrectCertificateException {
        if (!country.equals(last(BCStyle.C))) {
            throw new IncorrectCertificateException("Certificate subject name does not contain valid country code");
        }
    }
}
