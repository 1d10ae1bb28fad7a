package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.asic.Container;
import org.spean.gateway.EvidencePair;
import picocli.CommandLine;

/** {@code spean evidence} over the log of a gateway that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvidenceCommandTest {

    private static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";

    @TempDir
    static Path folder;

    private EvidencePair pair;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    /** Two exchanges with time-stamps, one without. */
    @BeforeAll
    void start() throws Exception {
        pair = EvidencePair.start(folder);
        pair.exchange("c-1");
        pair.exchange("c-2");
        pair.stampAll();
        pair.exchange("c-3");
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private int run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("evidence"));
        if (!command.isEmpty()) {
            all.add(command);
        }
        all.addAll(List.of("-c", pair.configuration().toString()));
        all.addAll(Arrays.asList(arguments));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine line = SpeanCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private List<Long> found(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        run("find", all.toArray(String[]::new));
        List<Long> numbers = new ArrayList<>();
        json().path("records")
                .forEach(record -> numbers.add(record.path("record").asLong()));
        return numbers;
    }

    @Test
    void countsAndVerifiesASampleWithAndWithoutItsName() throws Exception {
        assertThat(run("", "--json")).isZero();
        JsonNode unnamed = json();
        assertThat(unnamed.path("records").asInt()).isEqualTo(6);
        assertThat(unnamed.path("verified").asInt()).isEqualTo(6);
        assertThat(run("sample", "--sample", "2", "--json")).isZero();
        assertThat(json().path("verified").asInt()).isEqualTo(2);
        assertThat(execute("evidence")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required option: '--config=FILE'");
    }

    @Test
    void findsByWhatIsKnownOfAnExchange() throws Exception {
        assertThat(run("find", "--id", "c-1")).isZero();
        assertThat(out.toString().lines())
                .hasSize(2)
                .allMatch(
                        line -> line.contains("  " + BANK + " -> CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity  id c-1  "
                                + "message kept, 1 of 1 body, time-stamped 20"))
                .anyMatch(line -> line.contains("  consumer request  "))
                .anyMatch(line -> line.contains("  consumer response  "));
        assertThat(run("find", "--id", "c-3")).isZero();
        assertThat(out.toString()).contains("not yet time-stamped");
        assertThat(found()).hasSize(6);
        assertThat(found("--responses")).hasSize(3);
        assertThat(found("--requests", "--client", BANK)).hasSize(3);
        assertThat(found("--from", "2020-01-01", "--to", "2999-01-01T00:00:00Z"))
                .hasSize(6);
        assertThat(found("--most", "4")).hasSize(4);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("There are more than 4: narrow the choice or raise --most");
        run("find", "--id", "c-1", "--requests", "--json");
        JsonNode record = json().path("records").get(0);
        assertThat(record.path("queryId").asText()).isEqualTo("c-1");
        assertThat(record.path("direction").asText()).isEqualTo("request");
        assertThat(record.path("attachmentsKept").asInt()).isEqualTo(1);
        assertThat(found("--request-id", record.path("requestId").asText())).hasSize(2);
    }

    @Test
    void findsNothingWhereNothingIs() throws Exception {
        assertThat(run("find", "--id", "none")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(run("find", "--to", "2020-01-01", "--json")).isEqualTo(1);
        assertThat(json().path("records")).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThat(run("find", "--from", "yesterday")).isEqualTo(2);
        assertThat(err.toString())
                .contains("'yesterday' (expected: a day as 2026-11-24 or a time as 2026-11-24T08:30:00Z)");
        assertThat(run("find", "--client", "BANK")).isEqualTo(2);
        assertThat(err.toString()).contains("must have 3 to 4 segments");
        assertThat(run("find", "--requests", "--responses")).isEqualTo(2);
        assertThat(err.toString()).contains("--requests and --responses exclude each other");
        assertThat(run("find", "--most", "0")).isEqualTo(2);
        assertThat(run("verify", "--id", "c-1", "17")).isEqualTo(2);
        assertThat(err.toString()).contains("Records are named and asked for");
        assertThat(execute(
                        "evidence", "find", "-c", folder.resolve("nowhere.yaml").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no such file");
    }

    @Test
    void exportsContainersThatVerify() throws Exception {
        Path here = folder.resolve("exported");

        assertThat(run("export", "--id", "c-1", "-o", here.toString())).isZero();

        List<Path> files = out.toString().lines().map(Path::of).toList();
        assertThat(files).hasSize(2).allMatch(Files::isRegularFile);
        assertThat(files.getFirst().getFileName().toString()).matches("c-1-request-[0-9a-v]+\\.asice");
        for (Path file : files) {
            try (Container container = Container.open(file)) {
                assertThat(pair.verify(container).failures()).isEmpty();
            }
        }
        assertThat(run("export", "--id", "c-1", "-o", here.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("is there already"));
        assertThat(run("export", "--id", "c-1", "-o", here.toString(), "--overwrite", "--json"))
                .isZero();
        assertThat(json().path("files")).hasSize(2);
        try (Stream<Path> there = Files.list(here)) {
            assertThat(there).as("nothing is left beside them").hasSize(2);
        }
    }

    @Test
    void exportsWhatItCanAndSaysWhatItCannot() throws Exception {
        Path here = folder.resolve("partly");
        long stamped = found("--id", "c-2", "--requests").getFirst();
        long waiting = found("--id", "c-3", "--requests").getFirst();

        assertThat(run("export", "-o", here.toString(), "--json", "" + stamped, "" + waiting, "1"))
                .isEqualTo(1);

        assertThat(json().path("files")).hasSize(1);
        assertThat(err.toString().lines())
                .containsExactly("record " + waiting + ": has no time-stamp yet", "record 1: there is no such record");
        assertThat(run("export", "--id", "none", "-o", here.toString())).isEqualTo(1);
        Path file = Files.writeString(folder.resolve("file"), "x", StandardOpenOption.CREATE);
        assertThat(run("export", "--id", "c-2", "-o", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(file.toString());
    }

    @Test
    void verifiesSignaturesAndTimeStamps() throws Exception {
        assertThat(run("verify")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("6 verified, 2 of them not yet time-stamped; 0 failed");
        assertThat(run("verify", "--id", "c-1", "--json")).isZero();
        assertThat(json().path("verified").asInt()).isEqualTo(2);
        assertThat(run("verify", "1")).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("record 1: there is no such record");
        assertThat(run("verify", "--id", "none")).isEqualTo(1);
    }

    /** By a configuration that approves another authority, time-stamps and signatures prove nothing. */
    @Test
    void verifiesByTheGlobalConfiguration() throws Exception {
        Path elsewhere = pair.configurationWithoutStampers();

        assertThat(execute("evidence", "verify", "-c", elsewhere.toString(), "--id", "c-1"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("time-stamp: "));
        assertThat(execute("evidence", "verify", "-c", elsewhere.toString(), "--id", "c-3"))
                .as("no time-stamp to judge")
                .isZero();
    }
}
