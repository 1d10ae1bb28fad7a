package org.spean.net;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.ApprovedCa;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.CertificateAuthority.Subject;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/** An authority with identities of two servers, and patience for futures. */
final class TestNet {
    static final InstantSource CLOCK = InstantSource.system();
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final ProviderProbe PROBE = new ProviderProbe(Duration.ofMillis(1));

    private static final String PROFILE =
            "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider";

    private TestNet() {}

    static CertificateAuthority authority(String name, KeyKind kind) {
        return CertificateAuthority.root(name, kind, CLOCK);
    }

    static Issued issue(CertificateAuthority authority, String server, KeyKind kind) {
        return authority.authentication(
                new Subject("CAMBODIA", "GOV", "CAMDX-000121", server, "Test"), server + ".test", "127.0.0.1", kind);
    }

    static AuthenticationIdentity identity(CertificateAuthority authority, String server, KeyKind kind) {
        Issued issued = issue(authority, server, kind);
        return new AuthenticationIdentity(issued.chain(), issued.key());
    }

    static TrustAnchors anchors(CertificateAuthority... authorities) {
        return TrustAnchors.of(
                List.of(authorities).stream()
                        .map(ca -> new ApprovedCa(
                                "test",
                                false,
                                new CaNode(ca.certificate(), List.of()),
                                List.of(),
                                CertificateProfiles.named(PROFILE, "CAMBODIA")))
                        .toList(),
                OcspRules.of(Duration.ofHours(1)),
                1);
    }

    static <T> T await(Future<T> future) throws InterruptedException {
        if (!future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("not done within " + PATIENCE);
        }
        if (!future.isSuccess()) {
            throw new AssertionError("failed", future.cause());
        }
        return future.getNow();
    }

    static Throwable awaitFailure(Future<?> future) throws InterruptedException {
        if (!future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("not done within " + PATIENCE);
        }
        if (future.isSuccess()) {
            throw new AssertionError("succeeded");
        }
        return future.cause();
    }
}
