package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.TestbedCommand;
import org.spean.testbed.service.ReceivedRequest;
import picocli.CommandLine;

/** {@code spean load --soap} by its command line, through two gateways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoapLoadTest {

    private static final String SERVICE = Pair.PROVIDER + "/personDetails/v1";

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ministry((file, made) -> file.add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                SERVICE,
                                "protocol",
                                "SOAP",
                                "url",
                                made.register.url() + "/soap",
                                "allow",
                                List.of(Pair.BANK))))
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        pair.assertNothingHeld();
        pair.close();
    }

    private record Run(int code, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                TestbedCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Run(line.execute(arguments), out.toString(), err.toString());
    }

    private Run load(String soap, String... more) {
        String[] arguments = {
            "load", "--url", pair.server("ss-bank").clientUrl() + "/", "--soap", soap, "--duration", "300ms"
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return run(all);
    }

    @Test
    void everyMessageIsAnExchange() throws Exception {
        Run run = load(
                Pair.BANK + "," + SERVICE,
                "--body",
                "<ns:personcode>100000042</ns:personcode>",
                "--connections",
                "2",
                "--json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out().lines().toList().getLast());
        assertThat(report.path("exchanges").asLong()).isPositive();
        assertThat(report.path("failed").asLong() + report.path("non2xx").asLong())
                .isZero();
        pair.assertNothingHeld();
        assertThat(pair.bank.records())
                .isGreaterThanOrEqualTo(2 * report.path("exchanges").asLong());
        ReceivedRequest received = pair.register.recent().getLast();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.header("Content-Type")).isEqualTo("text/xml; charset=UTF-8");
        assertThat(received.header("SOAPAction")).isEqualTo("\"\"");
    }

    @Test
    void refusesWhatNamesNoClientAndService() {
        for (String soap : List.of(Pair.BANK, Pair.BANK + ",a/b", "BANK," + SERVICE)) {
            Run run = load(soap);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualToIgnoringNewLines(
                            "--soap: " + soap
                                    + " (expected: instance/class/member/subsystem,instance/class/member/subsystem/service/version)");
        }
    }
}
