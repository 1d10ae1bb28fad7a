package org.spean.crypto.certificate;

import org.spean.identifier.IdentifierException;
import org.spean.identifier.MemberId;

/** Reads the member out of a signing certificate's subject. */
@FunctionalInterface
interface SubjectRule {

    /**
     * The member that the subject names.
     *
     * @param instance of whom the authority is, for rules by which subjects name none
     */
    MemberId memberOf(SubjectFields subject, String instance) throws IncorrectCertificateException;

    /** The member of these three, if there can be one. */
    static MemberId member(String instance, String memberClass, String memberCode)
            throws IncorrectCertificateException {
        mustBePlain("instance", instance);
        mustBePlain("member class", memberClass);
        mustBePlain("member code", memberCode);
        try {
            return new MemberId(instance, memberClass, memberCode);
        } catch (IdentifierException e) {
            throw new IncorrectCertificateException("Certificate subject name is of no member: " + e.getMessage(), e);
        }
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
