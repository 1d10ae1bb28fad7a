package org.spean.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FaultAdviceTest {

    @Test
    void findsACodeWhoeverMadeIt() {
        FaultAdvice denied = FaultAdvice.of(FaultCode.ACCESS_DENIED);

        assertThat(FaultAdvice.of("Server.ServerProxy.AccessDenied")).isEqualTo(denied);
        assertThat(FaultAdvice.of("server.serverproxy.access_denied")).isEqualTo(denied);
        assertThat(FaultAdvice.of("Client.InvalidSoap")).isEqualTo(FaultAdvice.of(FaultCode.INVALID_SOAP));
        assertThat(FaultAdvice.of("Server.ServerProxy.ServiceFailed.HttpError"))
                .isEqualTo(FaultAdvice.of(FaultCode.SERVICE_FAILED_HTTP_ERROR));
        assertThat(FaultAdvice.of("SOAP-ENV:Server").meaning()).contains("none of ours");
    }

    /** When this fails, look at target/faults.md and copy it over the document. */
    @Test
    void theDocumentSaysTheSame() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Faults

                What a fault code means to the operator of a gateway, and what helps. The status page says the same. Written from
                `FaultAdvice`: do not edit. [`refusals.md`](refusals.md) says when each arises.

                | code | meaning | what helps |
                |---|---|---|
                """);
        for (FaultCode code : FaultCode.values()) {
            FaultAdvice advice = FaultAdvice.of(code);
            text.append(
                    "| `%s` | %s | %s |%n".formatted(code.spelling(FaultStyle.OLD), advice.meaning(), advice.remedy()));
        }
        Files.writeString(Path.of("target", "faults.md"), text);

        assertThat(Path.of("").toAbsolutePath().resolveSibling("docs").resolve("faults.md"))
                .hasContent(text.toString());
    }
}
