package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.SourceBehaviour;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;
import picocli.CommandLine;

/** {@code spean globalconf download}, and what {@code spean check} says of the sources. */
class GlobalConfCommandTest {
    @TempDir
    private Path folder;

    private Ecosystem ecosystem;
    private Path config;

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .source(new InetSocketAddress("127.97.4.14", 0))
                .pair("127.97.4.2", "127.97.4.3")
                .start();
        config = ecosystem
                .gateway("ss-bank")
                .client("CAMBODIA/COM/CAMDX-000201/BANK")
                .write(ecosystem.server("ss-bank").configuration());
    }

    @AfterEach
    void close() {
        ecosystem.close();
    }

    private static Ran run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SpeanCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Ran(line.execute(words), out.toString(), err.toString());
    }

    private Ran download() {
        return run("globalconf", "download", "-c", config.toString());
    }

    @Test
    void downloadsOnceAndSaysSo() {
        Ran first = download();
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out()).startsWith("downloaded: CAMBODIA; version 6, expires 20");
        Ran second = download();
        assertThat(second.code()).isZero();
        assertThat(second.out()).startsWith("unchanged: CAMBODIA; version 6");
    }

    @Test
    void failsNamingTheSource() {
        ecosystem.source().behave(SourceBehaviour.faulty(Fault.FORGED_SIGNATURE));
        Ran ran = download();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains(ecosystem.source().url() + ": forged");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void refusesAConfigurationWithoutAnchor() throws IOException {
        Files.createDirectories(config.resolveSibling("globalconf"));
        ecosystem.gateway("ss-bank").remove("globalConfiguration.anchor").write(config);
        Ran ran = download();

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("globalConfiguration.anchor: missing");
    }

    @Test
    void wantsACommand() {
        assertThat(run("globalconf").code()).isEqualTo(2);
    }

    @Test
    void checkShowsAnchorAndSources() {
        download();
        Ran good = run("check", "-c", config.toString());
        assertThat(good.out())
                .contains(ecosystem.anchor().toString())
                .contains(ecosystem.source().url().toString())
                .containsPattern("version +6");
        assertThat(good.code()).as(good.out() + good.err()).isZero();

        ecosystem.source().behave(SourceBehaviour.faulty(Fault.EXPIRED));
        Ran bad = run("check", "-c", config.toString());
        assertThat(bad.out()).contains("expired 20").contains("none of its sources gives a configuration");
        assertThat(bad.code()).isEqualTo(1);

        Ran offline = run("check", "--offline", "-c", config.toString());
        assertThat(offline.out()).contains(ecosystem.anchor().toString());
        assertThat(offline.out()).doesNotContain("none of its sources");
    }
}
