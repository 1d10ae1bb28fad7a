package org.spean.crypto.certificate;

import org.bouncycastle.asn1.x500.style.BCStyle;
import org.spean.identifier.MemberId;

/**
 * X-Road's basic profile, of no country: {@code businessCategory=<member class>, serialNumber=<member code>}; the name
 * of the organisation is in CN and O. The subject names no instance.
 */
final class BasicRule implements SubjectRule {
    static final SubjectRule INSTANCE = new BasicRule();

    private BasicRule() {}

    @Override
    public MemberId memberOf(SubjectFields subject, String instance) throws IncorrectCertificateException {
        return SubjectRule.member(
                instance,
                subject.required(BCStyle.BUSINESS_CATEGORY, "business category"),
                subject.required(BCStyle.SERIALNUMBER, "serial number"));
    }
}
