package org.spean.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.spean.golden.Capture.Direction;

/** The fixture finds what the captures' own documents say is there. */
class CaptureTest {
    @Test
    void findsMessagesOfEverySet() {
        var bySet = Capture.all().collect(Collectors.groupingBy(c -> c.set().name(), Collectors.counting()));

        assertThat(bySet.keySet()).containsExactlyInAnyOrder("golden", "golden-camdx", "ec", "ica");
        assertThat(Capture.allWithSoap().map(c -> c.set().name()).distinct()).contains("mon");
        assertThat(Capture.signed().count()).isGreaterThan(150);
    }

    @Test
    void pairsRequestsWithTheirResponses() {
        assertThat(Capture.signed().filter(c -> c.direction() == Direction.RESPONSE))
                .allSatisfy(response -> {
                    Capture request = Objects.requireNonNull(response.counterpart());
                    String id = Objects.requireNonNull(request.header("x-road-request-id"));
                    assertThat(new String(response.message(), StandardCharsets.UTF_8))
                            .contains("x-road-request-id:" + id);
                    assertThat(new String(request.message(), StandardCharsets.UTF_8))
                            .contains("x-road-request-id:" + id);
                });
    }

    @Test
    void readsPartsInOrder() {
        Capture request = Capture.of("golden", "rest-post-json", Direction.REQUEST);

        assertThat(request.parts().stream().map(Part::contentType))
                .containsExactly(
                        "application/ocsp-response",
                        "application/x-road-rest-request",
                        "application/x-road-rest-body",
                        "application/hash-chain-result",
                        "application/hash-chain",
                        "signature/bdoc-1.0/ts");
        assertThat(request.date()).isEqualTo("2026-11-23T13:15:33Z");
        assertThat(new String(request.message(), StandardCharsets.UTF_8)).startsWith("POST\r\n/r1/");
    }

    @Test
    void readsSeveralMessagesOfOneConnection() {
        assertThat(Capture.in("golden", "pooled-two-requests")).hasSize(4).allMatch(Capture::isSigned);
    }

    @Test
    void readsNestedAttachments() {
        assertThat(Capture.of("golden", "soap-attachment-2", Direction.REQUEST).attachments())
                .hasSize(2);
    }

    @Test
    void readsFaults() {
        Capture whole = Capture.of("golden", "rest-access-denied", Direction.RESPONSE);
        Capture part = Capture.of("golden", "rest-provider-down", Direction.RESPONSE);

        assertThat(whole.parts()).isEmpty();
        assertThat(part.parts()).hasSize(1).allMatch(p -> p.is("text/xml"));
    }

    @Test
    void findsKeysAndConfiguration() {
        assertThat(CaptureSet.all()).allSatisfy(set -> {
            assertThat(set.pki().certificate("bank-sign").getPublicKey()).isNotNull();
            assertThat(set.pki().key("moi-auth")).isNotNull();
            assertThat(set.globalConf().resolve("CAMBODIA")).isDirectory();
            assertThat(set.globalConfs()).hasSizeGreaterThanOrEqualTo(4);
        });
    }
}
