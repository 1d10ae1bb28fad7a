package org.spean.crypto.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.trust.GoldenSet;

class OcspResponsesTest {

    @Test
    void equal_bytes_are_read_once() throws Exception {
        byte[] der = Files.readAllBytes(GoldenSet.XROAD.ocspResponses().getFirst());
        OcspResponses responses = new OcspResponses();
        OcspResponse first = responses.of(der);
        assertThat(first.der()).isEqualTo(der);
        assertThat(responses.of(der.clone())).isSameAs(first);
        assertThat(responses.of(
                        Files.readAllBytes(GoldenSet.CAMDX.ocspResponses().getFirst())))
                .isNotEqualTo(first);
    }

    @Test
    void oversized_response_is_refused() {
        byte[] huge = new byte[OcspResponse.MAX_LENGTH + 1];
        assertThatThrownBy(() -> new OcspResponses().of(huge))
                .isInstanceOf(OcspResponseException.class)
                .hasMessage("OCSP response: 32769 bytes (expected: at most 32768)");
    }

    /** What a responder answers when it does not answer: an OCSPResponse of a status alone. */
    @ParameterizedTest
    @CsvSource({
        "30030a0101, malformedRequest",
        "30030a0102, internalError",
        "30030a0103, tryLater",
        "30030a0105, sigRequired",
        "30030a0106, unauthorized"
    })
    void unsuccessful_response_is_refused_by_its_status(String hex, String status) {
        assertThatThrownBy(() -> OcspResponse.parse(HexFormat.of().parseHex(hex)))
                .isInstanceOf(OcspResponseException.class)
                .hasMessage("OCSP response: status " + status + " (expected: successful)");
    }
}
