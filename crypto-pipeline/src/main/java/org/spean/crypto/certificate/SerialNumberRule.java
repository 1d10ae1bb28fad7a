package org.spean.crypto.certificate;

import org.bouncycastle.asn1.x500.style.BCStyle;
import org.spean.identifier.MemberId;

/**
 * Subjects of the form {@code C=<country>, O=<name>, serialNumber=<instance>/<server code>/<member class>,
 * CN=<member code>}, in any order and with any other attributes. Checks go in the order and give the texts that X-Road's
 * CamDX fork shows.
 *
 * @param country the only country code accepted, in this case
 */
record SerialNumberRule(String country) implements SubjectRule {
    private static final int PARTS = 3;

    static SubjectRule of(String country) {
        return new SerialNumberRule(country);
    }

    @Override
    public MemberId memberOf(SubjectFields subject, String instance) throws IncorrectCertificateException {
        subject.mustBeOf(country);
        subject.required(BCStyle.O, "organization");
        String memberCode = subject.required(BCStyle.CN, "common name");
        String serialNumber = subject.required(BCStyle.SERIALNUMBER, "serial number");
        String[] parts = parts(serialNumber);
        if (parts.length != PARTS || parts[0].isBlank()) {
            throw new IncorrectCertificateException(
                    "Certificate subject name's attribute serialNumber has invalid value");
        }
        return SubjectRule.member(parts[0], parts[2], memberCode);
    }

    /** Empty parts at the end do not count: certificates with a slash at the end are in use. */
    private static String[] parts(String serialNumber) {
        int end = serialNumber.length();
        while (end > 0 && serialNumber.charAt(end - 1) == '/') {
            end--;
        }
        return serialNumber.substring(0, end).split("/", -1);
    }
}
