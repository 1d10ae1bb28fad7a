package org.spean.crypto.certificate;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.MemberId;

/**
 * Subjects of the form {@code C=<country>, O=<name>, serialNumber=<instance>/<server code>/<member class>,
 * CN=<member code>}, in any order and with any other attributes. Checks go in the order and give the texts that X-Road's
 * CamDX fork shows.
 *
 * @param country the only country code accepted, in this case
 */
record SerialNumberProfile(String country) implements CertificateProfile {
    private static final int PARTS = 3;

    @Override
    public MemberId memberOf(X509Certificate certificate) throws IncorrectCertificateException {
        SubjectFields subject = SubjectFields.of(certificate);
        if (!country.equals(subject.last(BCStyle.C))) {
            throw new IncorrectCertificateException("Certificate subject name does not contain valid country code");
        }
        subject.required(BCStyle.O, "organization");
        String memberCode = subject.required(BCStyle.CN, "common name");
        String serialNumber = subject.required(BCStyle.SERIALNUMBER, "serial number");
        String[] parts = parts(serialNumber);
        if (parts.length != PARTS || parts[0].isBlank()) {
            throw new IncorrectCertificateException(
                    "Certificate subject name's attribute serialNumber has invalid value");
        }
        mustBePlain("common name", memberCode);
        mustBePlain("attribute serialNumber", parts[0] + parts[2]);
        try {
            return new MemberId(parts[0], parts[2], memberCode);
        } catch (IdentifierException e) {
            throw new IncorrectCertificateException("Certificate subject name is of no member: " + e.getMessage(), e);
        }
    }

    /** Empty parts at the end do not count: certificates with a slash at the end are in use. */
    private static String[] parts(String serialNumber) {
        int end = serialNumber.length();
        while (end > 0 && serialNumber.charAt(end - 1) == '/') {
            end--;
        }
        return serialNumber.substring(0, end).split("/", -1);
    }

    /**
     * X-Road takes values as RFC 2253 writes them, so with a backslash before certain characters; with a backslash no
     * identifier is valid. Taking the bare value instead would accept a member that peers see as another.
     */
    private static void mustBePlain(String what, String value) throws IncorrectCertificateException {
        boolean plain = !value.startsWith(" ") && !value.startsWith("#") && !value.endsWith(" ");
        for (int i = 0; plain && i < value.length(); i++) {
            plain = ",+\"\\<>;".indexOf(value.charAt(i)) < 0;
        }
        if (!plain) {
            throw new IncorrectCertificateException(
                    "Certificate subject name's " + what + " contains characters that no member identifier may have");
        }
    }
}
