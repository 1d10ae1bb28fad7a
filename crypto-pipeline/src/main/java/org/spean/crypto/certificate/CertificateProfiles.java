package org.spean.crypto.certificate;

import java.security.cert.X509Certificate;
import java.util.Map;
import org.spean.identifier.MemberId;

/**
 * The profiles by the class names that the global configuration gives in {@code certificateProfileInfo}. Only the names
 * are X-Road's.
 *
 * <p>An authority whose profile is not among them is good for authentication, which reads nothing from the subject, and
 * every signing certificate of it is refused with the profile's name: one odd authority must not cost an instance all
 * the others.
 */
public final class CertificateProfiles {
    private static final String PREFIX = "ee.ria.xroad.common.certificateprofile.impl.";
    private static final String SUFFIX = "CertificateProfileInfoProvider";

    private static final Map<String, SubjectRule> RULES = Map.of(
            "CamDX", SerialNumberRule.of("KH"),
            "FiVRK", CountryRules.FINLAND,
            "Is", CountryRules.ICELAND,
            "Fo", CountryRules.FAROES,
            "Ejbca", CountryRules.NONE,
            "Basic", BasicRule.INSTANCE,
            "SkKlass3", EstonianRules.ORGANISATION,
            "SkEsteId", EstonianRules.PERSON,
            "SkEsteIdCard", EstonianRules.PERSON);

    private CertificateProfiles() {}

    /** Whether signing certificates of this profile can be read. */
    public static boolean known(String className) {
        return RULES.containsKey(shortName(className));
    }

    /**
     * The profile of this class name, bound to the instance whose global configuration gives it: a member of another
     * instance is refused, and where the subject names no instance it is this one.
     */
    public static CertificateProfile named(String className, String instance) {
        String name = shortName(className);
        SubjectRule rule = RULES.get(name);
        return rule == null ? new Unreadable(className) : new Bound(name, rule, instance);
    }

    private static String shortName(String className) {
        return className.startsWith(PREFIX) && className.endsWith(SUFFIX)
                ? className.substring(PREFIX.length(), Math.max(PREFIX.length(), className.length() - SUFFIX.length()))
                : "";
    }

    private record Bound(String name, SubjectRule rule, String instance) implements CertificateProfile {
        @Override
        public MemberId memberOf(X509Certificate certificate) throws IncorrectCertificateException {
            MemberId member = rule.memberOf(SubjectFields.of(certificate), instance);
            if (!member.instance().equals(instance)) {
                throw new IncorrectCertificateException("Certificate subject name is of a member of instance "
                        + member.instance() + ", but its authority is approved by " + instance);
            }
            return member;
        }
    }

    private record Unreadable(String name) implements CertificateProfile {
        @Override
        public MemberId memberOf(X509Certificate certificate) throws IncorrectCertificateException {
            throw new IncorrectCertificateException(
                    "Certificate profile " + name + " is not supported for signing certificates");
        }
    }
}
