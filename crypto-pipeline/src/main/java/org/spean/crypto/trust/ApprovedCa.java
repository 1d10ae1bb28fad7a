package org.spean.crypto.trust;

import java.util.List;
import org.spean.crypto.certificate.CertificateProfile;

/**
 * A certification service that the global configuration approves.
 *
 * @param name for people
 * @param authenticationOnly its certificates authenticate servers but do not sign messages
 * @param top where chains end
 * @param intermediates authorities below the top, in any order; perhaps none
 * @param profile how its signing certificates name members; it should be bound to the instance that approves the
 *     authority, so that no instance's authority speaks for members of another
 */
public record ApprovedCa(
        String name, boolean authenticationOnly, CaNode top, List<CaNode> intermediates, CertificateProfile profile) {

    /** Copies the list. */
    public ApprovedCa {
        intermediates = List.copyOf(intermediates);
    }
}
