package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.OcspBehaviour;

/** Members' certificates of an authority below the approved one. */
class IntermediateTest {
    private static final String PATH = "/persons/100000042";

    /** A peer's port for OCSP tells of its own certificate; the status of the authority between is asked of the top one. */
    @Test
    void exchangesWorkAsLongAsTheAuthorityBetweenIsGood(@TempDir Path folder) throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, made) -> description.intermediate().ocspFreshness(Duration.ofSeconds(4)))
                .start()) {
            pair.ecosystem
                    .responders()
                    .forEach(responder -> responder.behave(OcspBehaviour.NORMAL.valid(Duration.ofSeconds(4))));
            Eventually.value(() -> pair.get(PATH).statusCode(), code -> code == 200);
            assertThat(pair.server("ss-bank").signing().chain()).hasSize(2);
            assertThat(pair.ecosystem.responders()).hasSize(2).allMatch(responder -> responder.requests() > 0);

            X509Certificate between = pair.ecosystem.issuer().certificate();
            pair.ecosystem.root().status(between, CertificateStatus.REVOKED);
            Eventually.value(() -> pair.get(PATH).statusCode(), code -> code == 500);
            pair.ecosystem.root().status(between, CertificateStatus.GOOD);
            Eventually.value(() -> pair.get(PATH).statusCode(), code -> code == 200);
            pair.assertNothingHeld();
        }
    }
}
