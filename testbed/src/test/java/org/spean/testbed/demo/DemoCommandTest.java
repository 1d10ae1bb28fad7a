package org.spean.testbed.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.TestbedCommand;

class DemoCommandTest {
    @TempDir
    Path folder;

    @Test
    void tellsWhatHappenedAndEndsWithItsProcesses() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        int code;
        try {
            List<String> args = new ArrayList<>(List.of("demo", "--json", "--directory", folder.toString()));
            args.addAll(List.of("--load", "1s", "--connections", "4"));
            for (String word : standIn()) {
                args.add("--command=" + word);
            }
            code = TestbedCommand.commandLine().execute(args.toArray(new String[0]));
        } finally {
            System.setOut(before);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isZero();
        assertThat(text)
                .contains("a document of 3 MB")
                .contains("a photo of 1 MB by SOAP")
                .contains("curl -s -H 'X-Road-Client: CAMBODIA/COM/CAMDX-000201/BANK'")
                .doesNotContain("\033[");
        JsonNode json = new ObjectMapper().readTree(text.lines().toList().getLast());
        assertThat(json.path("exchanges").asInt()).isEqualTo(7);
        assertThat(json.path("ok").asInt()).isEqualTo(6);
        assertThat(json.path("refused").asInt()).isEqualTo(1);
        assertThat(json.path("failed").asInt()).isZero();
        assertThat(json.path("p50Ms").asDouble()).isPositive();
        assertThat(json.path("load").path("non2xx").asInt(-1)).isZero();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void saysWhyAGatewayDidNotStart() throws Exception {
        Path script =
                Files.writeString(folder.resolve("broken"), "#!/bin/sh\necho 'gateway.yaml: wrong' >&2\nexit 2\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        StringWriter errors = new StringWriter();
        int code = TestbedCommand.commandLine()
                .setErr(new PrintWriter(errors))
                .execute("demo", "--directory", folder.resolve("work").toString(), "--command=" + script);
        assertThat(code).isEqualTo(1);
        assertThat(errors.toString()).contains("did not start: gateway.yaml: wrong");
    }

    static List<String> standIn() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                StandInGateway.class.getName());
    }
}
