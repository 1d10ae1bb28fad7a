package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.importer.SampleXRoadFolder;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;
import picocli.CommandLine;

/** {@code spean import} as an operator meets it: what it prints, and that a broken input leaves nothing behind. */
class ImportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private SampleXRoadFolder xroad;
    private Path target;
    private Path output;

    @BeforeEach
    void prepare() throws IOException {
        xroad = SampleXRoadFolder.ofBank(Files.createDirectory(folder.resolve("xroad")));
        target = Files.createDirectory(folder.resolve("target"));
        output = target.resolve("gateway.yaml");
    }

    @Test
    void theListGoesToTheErrorStreamAndToAFile() throws IOException {
        Path report = folder.resolve("report.txt");
        xroad.ini("local.ini", "[message-log]\nhash-algo-id=SHA-256\n");

        assertThat(run("--report", report.toString())).isZero();

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("imported " + xroad.root + " into " + output
                        + ": security server CAMBODIA/COM/CAMDX-000201/ss-bank\n")
                .contains("not carried over (1):\n  conf.d/local.ini: message-log.hash-algo-id=SHA-256: ")
                .contains("different now (1):\n")
                .contains("to do (");
        assertThat(report).hasContent(err.toString());
        assertThat(output).exists();
    }

    @Test
    void theListIsJsonWhereThatIsAskedFor() throws IOException {
        xroad.ini("local.ini", "[message-log]\nhash-algo-id=SHA-256\n");

        assertThat(run("--json")).isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("server").textValue()).isEqualTo("CAMBODIA/COM/CAMDX-000201/ss-bank");
        assertThat(json.path("notCarriedOver").path(0).path("item").textValue())
                .isEqualTo("message-log.hash-algo-id=SHA-256");
        assertThat(json.path("toDo")).isNotEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theHelpIsEnough() {
        CommandLine command = Objects.requireNonNull(
                SpeanCommand.commandLine().getSubcommands().get("import"));
        assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("It only reads")
                .contains("--jdbc-password-file")
                .contains("Exit codes: 0 written; 2 nothing written");
    }

    @Test
    void noSuchDirectory() {
        refused(folder + "/none: no such directory", "--from", folder + "/none");
    }

    @Test
    void aDirectoryThatIsNoServers() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));

        refused(other + "/signer/keyconf.xml: no such file", "--from", other.toString());
    }

    @Test
    void malformedKeyConf() throws IOException {
        xroad.write("signer/keyconf.xml", "<k:keyConf xmlns:k='http://x-road.eu/xsd/xroad.xsd'>\n<device>");

        refused(xroad.root + "/signer/keyconf.xml: line 2: not well-formed XML");
    }

    @Test
    void neitherAnchorNorTree() throws IOException {
        Files.delete(xroad.root.resolve("configuration-anchor.xml"));
        Files.delete(xroad.root.resolve("globalconf/instance-identifier"));

        refused(xroad.root + ": neither configuration-anchor.xml nor a global configuration in globalconf"
                + " (expected: /etc/xroad of a security server)");
    }

    @Test
    void malformedAnchor() throws IOException {
        xroad.write("configuration-anchor.xml", "<conf/>");

        refused(
                xroad.root
                        + "/configuration-anchor.xml: configurationAnchor (line 1): expected: the element configurationAnchor of http://x-road.eu/xsd/xroad.xsd");
    }

    @Test
    void anchorWithADocumentType() throws IOException {
        xroad.write("configuration-anchor.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><configurationAnchor/>");

        refused(xroad.root + "/configuration-anchor.xml: configurationAnchor (line 1): a document type is not allowed");
    }

    @Test
    void anchorWithoutSource() throws IOException {
        xroad.write(
                "configuration-anchor.xml",
                "<a:configurationAnchor xmlns:a='http://x-road.eu/xsd/xroad.xsd'>"
                        + "<instanceIdentifier>A</instanceIdentifier></a:configurationAnchor>");

        refused(xroad.root + "/configuration-anchor.xml: missing element source");
    }

    @Test
    void malformedIni() throws IOException {
        xroad.ini("local.ini", "[proxy]\nclient-http-port=80\nnonsense\n");

        refused(xroad.root + "/conf.d/local.ini: line 3: 'nonsense' (expected: name=value or [section])");
    }

    @Test
    void iniWithoutSection() throws IOException {
        xroad.ini("local.ini", "a=b\n");

        refused(xroad.root + "/conf.d/local.ini: line 1: 'a=b' stands before the first [section]");
    }

    @Test
    void aPortThatIsNone() throws IOException {
        xroad.ini("local.ini", "[proxy]\nserver-listen-port=many\n");

        refused(xroad.root
                + "/conf.d/local.ini: proxy.server-listen-port: 'many' (expected: a number from 0 to 65535)");
    }

    @Test
    void aServerThatCannotBeTold() throws IOException {
        xroad.key("AUTHENTICATION", "Z9", SampleXRoadFolder.golden("gw-auth"), "active", "registered");

        refused(xroad.root + ": does not tell which security server it is (expected: a database, a global configuration"
                + " that knows its authentication certificate, or --server instance/class/member/server)");
    }

    @Test
    void aDatabaseOfAnotherMake() {
        refused(
                "jdbc:mysql://127.0.0.1/x: not a database of PostgreSQL (expected: jdbc:postgresql://host/name)",
                "--jdbc",
                "jdbc:mysql://127.0.0.1/x?password=hush");
    }

    @Test
    void anUnreachableDatabase() throws IOException {
        xroad.database("jdbc:postgresql://127.0.0.1:1/serverconf", "u", "hush");

        refusedBeginning("jdbc:postgresql://127.0.0.1:1/serverconf: cannot be reached: ");
    }

    @Test
    void aWrongPassword() throws IOException {
        Database database = PostgresServer.shared().newDatabase();
        Path password = Files.writeString(folder.resolve("password"), "hush\n");

        refused(
                database.url() + ": refuses user and password of '" + database.user() + "'",
                "--jdbc",
                database.url(),
                "--jdbc-user",
                database.user(),
                "--jdbc-password-file",
                password.toString());
    }

    @Test
    void aDatabaseThatIsNotThere() throws IOException {
        Database database = PostgresServer.shared().newDatabase();
        xroad.database(database.url() + "x", database.user(), database.password());

        refusedBeginning(database.url() + "x: cannot be read: ");
    }

    @Test
    void aDatabaseWithoutTables() throws IOException {
        Database database = PostgresServer.shared().newDatabase();
        xroad.database(database.url(), database.user(), database.password());

        refused(
                database.url()
                        + ": no table serverconf in the schemas serverconf, public (expected: a serverconf database of X-Road)");
    }

    @Test
    void aDatabaseThatLacksTables() throws IOException {
        Database database = PostgresServer.shared().newDatabase();
        xroad.database(database.url(), database.user(), database.password());
        database.execute(
                "create schema serverconf",
                "create table serverconf.serverconf (id bigint)",
                "create table serverconf.client (id bigint)",
                "create table serverconf.wsdl (id bigint)");

        refused(database.url() + ": schema serverconf lacks the tables accessright, certificate, endpoint, groupmember,"
                + " identifier, localgroup, service, servicedescription, tsp"
                + " (expected: a serverconf database of X-Road 6.21 or later)");
    }

    @Test
    void anExistingConfiguration() throws IOException {
        Files.writeString(output, "precious");

        assertThat(run()).isEqualTo(2);

        assertThat(err.toString()).isEqualTo("spean import: " + output + ": exists already (--force replaces it)\n");
        assertThat(output).hasContent("precious");
    }

    @Test
    void aPlaceInTheImportedDirectory() {
        refused(
                xroad.root + "/gateway.yaml: is in the imported directory, where nothing is written",
                "-o",
                xroad.root + "/gateway.yaml");
    }

    @Test
    void aPlaceThatDoesNotExist() {
        refused(target + "/a/gateway.yaml: no such directory: " + target + "/a", "-o", target + "/a/gateway.yaml");
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("import"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--from")) {
            arguments.addAll(List.of("--from", xroad.root.toString()));
        }
        if (!arguments.contains("-o")) {
            arguments.addAll(List.of("-o", output.toString()));
        }
        return SpeanCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private void refused(String line, String... more) {
        assertThat(run(more)).as(err.toString()).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("spean import: " + line + "\n");
        assertNothingWritten();
    }

    private void refusedBeginning(String line) {
        assertThat(run()).as(err.toString()).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("spean import: " + line)
                .hasLineCount(1)
                .doesNotContain("hush");
        assertNothingWritten();
    }

    private void assertNothingWritten() {
        assertThat(out.toString()).isEmpty();
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
