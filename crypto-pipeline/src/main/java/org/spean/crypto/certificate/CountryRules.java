package org.spean.crypto.certificate;

import org.bouncycastle.asn1.x500.style.BCStyle;
import org.spean.identifier.MemberId;

/**
 * Subjects that name the member by organisation and unit, in the forms of the countries that use them. The older a
 * form, the fewer attributes it has; Finland's and Iceland's authorities issued more than one, told apart by what is
 * there.
 */
final class CountryRules {

    /** EJBCA's: {@code C=<instance>, O=<member class>, CN=<member code>}. */
    static final SubjectRule NONE = (subject, instance) -> SubjectRule.member(
            subject.required(BCStyle.C, "country code"),
            subject.required(BCStyle.O, "organization"),
            subject.required(BCStyle.CN, "common name"));

    static final SubjectRule FINLAND = (subject, instance) -> {
        if (subject.last(BCStyle.SERIALNUMBER) != null) {
            return SerialNumberRule.of("FI").memberOf(subject, instance);
        }
        return subject.last(BCStyle.OU) == null ? NONE.memberOf(subject, instance) : unit("FI", subject);
    };

    static final SubjectRule ICELAND = (subject, instance) -> {
        if (subject.last(BCStyle.SERIALNUMBER) == null && subject.last(BCStyle.OU) == null) {
            return NONE.memberOf(subject, instance);
        }
        return numbered("IS", subject);
    };

    static final SubjectRule FAROES = (subject, instance) -> numbered("FO", subject);

    private CountryRules() {}

    /** {@code C=<country>, O=<instance>, OU=<member class>, CN=<member code>}. */
    private static MemberId unit(String country, SubjectFields subject) throws IncorrectCertificateException {
        subject.mustBeOf(country);
        return SubjectRule.member(
                subject.required(BCStyle.O, "organization"),
                subject.required(BCStyle.OU, "organization unit"),
                subject.required(BCStyle.CN, "common name"));
    }

    /** The same, with a serial number that must be there and says nothing about the member. */
    private static MemberId numbered(String country, SubjectFields subject) throws IncorrectCertificateException {
        MemberId member = unit(country, subject);
        subject.required(BCStyle.SERIALNUMBER, "serial number");
        return member;
    }
}
