package org.spean.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.key.Pkcs12;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.Pki;

/** With the captures' keys, OCSP responses and clock a batch of one is byte for byte what the real server made. */
class GoldenBatchTest {
    private static final Pattern TIME = Pattern.compile("SigningTime>([^<]+)<");
    private static final Pattern OCSP = Pattern.compile("EncapsulatedOCSPValue[^>]*>([^<]+)<");

    @ParameterizedTest
    @CsvSource({
        "golden, rest-post-json, REQUEST",
        "golden, rest-get-small, REQUEST",
        "golden, rest-404, RESPONSE",
        "golden-camdx, rest-post-json, REQUEST",
        "golden-camdx, rest-get, REQUEST",
    })
    void signsLikeTheRealServer(String set, String scenario, Direction direction) throws Exception {
        Capture capture = Capture.of(set, scenario, direction);
        SignatureParts captured = capture.signature();
        String xml = text(captured.signature());
        var entry = Pkcs12.load(capture.pki().keyStore(capture.signer() + "-sign"), Pki.PASSWORD.toCharArray(), null);
        OcspResponse ocsp = OcspResponse.parse(Base64.getDecoder().decode(find(OCSP, xml)));
        SigningIdentity identity = new SigningIdentity(
                TestKeys.BANK, List.of(entry.certificate()), List.of(ocsp), new ProviderProbe().fastest(entry));
        Instant time = Instant.parse(find(TIME, xml));
        DefaultEventExecutor home = new DefaultEventExecutor();
        try (BatchSigner signer = new BatchSigner((member, at) -> identity, () -> time, SignerSettings.defaults())) {
            Place place = Objects.requireNonNull(signer.reserve());
            Future<Signed> future = signer.sign(home, place, TestKeys.BANK, capture.digests());
            SignatureParts ours = future.get(30, TimeUnit.SECONDS).parts();

            assertThat(ours.chain() == null).isEqualTo(captured.chain() == null);
            if (captured.chain() == null) {
                assertThat(text(ours.signature())).isEqualTo(xml);
            } else if (text(Objects.requireNonNull(captured.chain())).contains("<HashChain ")) {
                // otherwise the server used the other prefixes in this run, and so signed another result
                assertThat(text(Objects.requireNonNull(ours.chain())))
                        .isEqualTo(text(Objects.requireNonNull(captured.chain())));
                assertThat(text(Objects.requireNonNull(ours.result())))
                        .isEqualTo(text(Objects.requireNonNull(captured.result())));
                assertThat(text(ours.signature())).isEqualTo(xml);
            }
        } finally {
            home.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static String find(Pattern pattern, String in) {
        Matcher matcher = pattern.matcher(in);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }
}
