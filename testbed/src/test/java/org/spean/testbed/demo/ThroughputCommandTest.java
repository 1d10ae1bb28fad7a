package org.spean.testbed.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.TestbedCommand;

class ThroughputCommandTest {
    @TempDir
    Path folder;

    /** The stand-in always says that it has ten records: too few. */
    @Test
    void callsARunWithMissingRecordsNoMeasurement() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        int code;
        Path work = folder.resolve("work");
        try {
            List<String> args = new ArrayList<>(List.of("throughput", "--connections", "1,4", "--warmup", "1s"));
            args.addAll(List.of("--duration", "1s", "--directory", work.toString()));
            for (String word : DemoCommandTest.standIn()) {
                args.add("--command=" + word);
            }
            code = TestbedCommand.commandLine().execute(args.toArray(new String[0]));
        } finally {
            System.setOut(before);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isEqualTo(1);
        assertThat(text).contains("not a measurement").contains("| connections | exchanges/s |");
        JsonNode json = new ObjectMapper().readTree(text.lines().toList().getLast());
        assertThat(json.path("valid").asBoolean(true)).isFalse();
        assertThat(json.path("connections").path("4").has("exchangesPerSecond")).isTrue();
        assertThat(json.path("non2xx").asInt(-1)).isZero();
        assertThat(json.path("fsyncs").asInt()).isEqualTo(10);
        for (String name : List.of("readyMs", "rssMb", "recordsPerExchange", "logFilesystem", "evidenceVerified")) {
            assertThat(json.has(name)).as(name).isTrue();
        }
        assertThat(work).doesNotExist();
    }
}
