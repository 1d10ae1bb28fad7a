package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.importer.SampleXRoadFolder;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.authority.KeyKind;

/** {@code spean check} takes what {@code spean import} has made. */
class ImportThenCheckTest {

    @TempDir
    private Path folder;

    @Test
    void anImportedConfigurationIsSound() throws IOException {
        try (Ecosystem ecosystem = Ecosystem.in(Files.createDirectory(folder.resolve("ecosystem")))
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .pair("127.97.9.2", "127.97.9.3")
                .start()) {
            Path imported = folder.resolve("gateway.yaml");
            Path xroad = xroad(ecosystem.server("ss-bank"), ecosystem.globalConfiguration());

            String list = run("import", "--from", xroad.toString(), "-o", imported.toString());
            String verdict = run("check", "--offline", "-c", imported.toString());

            assertThat(list).doesNotContain("make it load");
            assertThat(verdict.lines().map(line -> line.replaceAll(" {2,}", " ").strip()))
                    .contains("instance CAMBODIA", "registered for CAMBODIA/COM/CAMDX-000201/ss-bank")
                    .noneMatch(line -> line.startsWith("ERROR"))
                    .last()
                    .isEqualTo("sound");
        }
    }

    private Path xroad(EcosystemServer server, Path tree) throws IOException {
        SampleXRoadFolder xroad = new SampleXRoadFolder(Files.createDirectory(folder.resolve("xroad")));
        xroad.key("AUTHENTICATION", "A1", server.authentication(), "active", "registered");
        xroad.key("SIGNING", "B2", server.signing(), "active", "registered");
        SampleXRoadFolder.golden("bank-internal-tls")
                .writePkcs12(xroad.root.resolve("ssl/internal.p12"), "internal", "internal");
        xroad.autologin();
        xroad.anchor("CAMBODIA");
        xroad.globalConf(tree);
        return xroad.root;
    }

    private static String run(String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed, true);
        int code = SpeanCommand.commandLine().setOut(writer).setErr(writer).execute(arguments);
        assertThat(code).as(printed.toString()).isZero();
        return printed.toString();
    }
}
