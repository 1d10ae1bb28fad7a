package org.spean.benchmarks;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.identifier.MemberId;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspAnswers;
import org.spean.testbed.authority.OcspBehaviour;

/** A member with a fresh key, certified by an authority of its own. */
public record SampleIdentity(CertificateAuthority authority, Issued issued, SigningIdentity identity) {
    /** The member whose it is. */
    public static final MemberId MEMBER = new MemberId("CAMBODIA", "COM", "CAMDX-000201");

    /** With a key of this kind, by the fastest provider. */
    public static SampleIdentity of(KeyKind kind) {
        InstantSource clock = InstantSource.system();
        CertificateAuthority authority = CertificateAuthority.root("Benchmark CA", KeyKind.RSA_2048, clock);
        Issued issued = authority.signing(
                new CertificateAuthority.Subject("CAMBODIA", "COM", "CAMDX-000201", "ss-bank", "Bank"), kind);
        OcspAnswers ocsp = new OcspAnswers(authority, authority.ocspResponder("ocsp", KeyKind.RSA_2048));
        Instant now = clock.instant();
        try {
            KeyEntry entry = new KeyEntry(List.of(issued.certificate()), issued.key());
            return new SampleIdentity(
                    authority,
                    issued,
                    new SigningIdentity(
                            MEMBER,
                            List.of(issued.certificate()),
                            List.of(OcspResponse.parse(ocsp.about(issued.certificate(), OcspBehaviour.NORMAL, now))),
                            new ProviderProbe().fastest(entry)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no sample identity", e);
        }
    }
}
