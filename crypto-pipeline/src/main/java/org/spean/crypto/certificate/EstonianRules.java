package org.spean.crypto.certificate;

import java.util.Map;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.spean.identifier.MemberId;

/** Certificates of Estonia's SK, which name what is registered, and no instance: the class follows from the register. */
final class EstonianRules {
    private static final int CODE_DIGITS = 8;

    /** Of the business register, of state and local government, of associations and foundations. */
    private static final Map<String, String> REGISTERS = Map.of("NTREE-", "COM", "GO:EE-", "GOV", "NP:EE-", "NGO");

    /**
     * An organisation: by its organizationIdentifier (ETSI EN 319 412-1), where all but Estonia's registers are members
     * of class NEE with the whole identifier as code; without one by serialNumber, the registry code of eight digits.
     */
    static final SubjectRule ORGANISATION = (subject, instance) -> {
        String identifier = subject.last(BCStyle.ORGANIZATION_IDENTIFIER);
        return identifier == null || identifier.isEmpty()
                ? byCode(subject.required(BCStyle.SERIALNUMBER, "serial number"), instance)
                : byIdentifier(identifier, instance);
    };

    /** A person with an identity card: serialNumber is the personal code. */
    static final SubjectRule PERSON = (subject, instance) ->
            SubjectRule.member(instance, "PERSON", subject.required(BCStyle.SERIALNUMBER, "serial number"));

    private EstonianRules() {}

    private static MemberId byIdentifier(String identifier, String instance) throws IncorrectCertificateException {
        for (Map.Entry<String, String> register : REGISTERS.entrySet()) {
            if (identifier.startsWith(register.getKey())) {
                String code = identifier.substring(register.getKey().length());
                return SubjectRule.member(instance, register.getValue(), code);
            }
        }
        return SubjectRule.member(instance, "NEE", identifier);
    }

    private static MemberId byCode(String code, String instance) throws IncorrectCertificateException {
        boolean digits = code.length() == CODE_DIGITS && code.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || code.startsWith("0")) {
            throw new IncorrectCertificateException("Certificate subject name's serial number is no registry code of "
                    + CODE_DIGITS + " digits from 1 on");
        }
        String memberClass = switch (code.charAt(0)) {
            case '7' -> "GOV";
            case '8', '9' -> "NGO";
            default -> "COM";
        };
        return SubjectRule.member(instance, memberClass, code);
    }
}
