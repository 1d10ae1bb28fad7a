package org.spean.crypto.certificate;

import java.util.Map;
import java.util.Set;

/**
 * The profiles by the class names that the global configuration gives in {@code certificateProfileInfo}. Only the names
 * are X-Road's.
 *
 * <p>Rules are known from public documents and captures for CamDX (the fork's verdicts) and for Finland (X-Road Knowledge
 * Base, "What is a Certificate Profile?"). Other profiles of X-Road are known by name only: their authorities are good
 * for authentication, which reads nothing from the subject, and every signing certificate of theirs is refused.
 */
public final class CertificateProfiles {
    private static final String PREFIX = "ee.ria.xroad.common.certificateprofile.impl.";
    private static final String SUFFIX = "CertificateProfileInfoProvider";

    private static final Map<String, CertificateProfile> READABLE =
            Map.of("CamDX", new SerialNumberProfile("KH"), "FiVRK", new SerialNumberProfile("FI"));
    private static final Set<String> NAMED =
            Set.of("Basic", "Ejbca", "SkEsteIdCard", "SkEsteId", "SkKlass3", "Fo", "Is");

    private CertificateProfiles() {}

    /**
     * The profile of this class name, for members of any instance.
     *
     * @throws IllegalArgumentException when no such profile is known; the message names it
     */
    public static CertificateProfile named(String className) {
        String name = className.startsWith(PREFIX) && className.endsWith(SUFFIX)
                ? className.substring(PREFIX.length(), Math.max(PREFIX.length(), className.length() - SUFFIX.length()))
                : "";
        CertificateProfile profile = READABLE.get(name);
        if (profile != null) {
            return profile;
        }
        if (NAMED.contains(name)) {
            return certificate -> {
                throw new IncorrectCertificateException(
                        "Certificate profile " + name + " is not supported for signing certificates");
            };
        }
        throw new IllegalArgumentException("certificate profile: " + className + " is not known");
    }

    /**
     * The profile of this class name, bound to the instance whose global configuration gives it: a member of another
     * instance is refused.
     *
     * @throws IllegalArgumentException when no such profile is known; the message names it
     */
    public static CertificateProfile named(String className, String instance) {
        CertificateProfile profile = named(className);
        return certificate -> {
            var member = profile.memberOf(certificate);
            if (!member.instance().equals(instance)) {
                throw new IncorrectCertificateException("Certificate subject name is of a member of instance "
                        + member.instance() + ", but its authority is approved by " + instance);
            }
            return member;
        };
    }
}
