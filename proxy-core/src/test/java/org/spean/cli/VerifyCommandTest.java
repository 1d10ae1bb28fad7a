package org.spean.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code spean verify}: on evidence of real servers, on published samples, and on what is none. */
class VerifyCommandTest {
    private static final Path GOLDEN = Path.of(System.getProperty("spean.golden"));
    private static final Path SHARED = Path.of(System.getProperty("spean.shared"));
    private static final Path CONF = GOLDEN.resolve("golden/globalconf/V5-direct");
    private static final Path EC = GOLDEN.resolve("golden-variants/globalconf/ec/V5-direct");
    private static final Path ARCHIVES = GOLDEN.resolve("golden-variants/archive");
    private static final Path REQUEST =
            GOLDEN.resolve("golden/asic/body-logging-on/asic-rest-post-json-consumer-request.asice");

    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    private static Ran verify(Path conf, Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SpeanCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("verify", "--conf", conf.toString()));
        for (Object word : words) {
            all.add(word.toString());
        }
        return new Ran(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhoSignedWhatAndWhen() {
        Ran ran = verify(CONF, REQUEST);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).isEqualTo("""
                %s: holds
                  CAMBODIA/COM/CAMDX-000201 (Test Bank), by its security server CAMBODIA/COM/CAMDX-000201/ss-bank, signed the REST request asic-rest-post-json (POST /r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity/echo) of client CAMBODIA/COM/CAMDX-000201/BANK and service CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity at 2026-11-23T13:21:26.267Z by its own clock
                  time-stamped 2026-11-23T13:22:20Z by CN=CamDX Test TSA, O=CamDX Test, C=KH
                  certificate 7 of SERIALNUMBER=CAMBODIA/ss-bank/COM, CN=CAMDX-000201, O=Test Bank, C=KH, issued by CN=CamDX Test CA, O=CamDX Test, C=KH; OCSP response of 2026-11-23T13:15:21Z
                  holding: container, time-stamp, time-stamp hash chain, message, attachments, hash chain, certificate, OCSP response, signature, sender
                1 hold, 0 do not
                """.formatted(REQUEST));
    }

    @Test
    void saysTheSameInJson() throws Exception {
        Ran ran = verify(CONF, "--json", REQUEST);
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).endsWith("}\n").hasLineCount(1);
        JsonNode json = ran.json();
        assertThat(json.path("held").asInt()).isEqualTo(1);
        JsonNode file = json.path("files").path(0);
        assertThat(file.path("file").asText()).isEqualTo(REQUEST.toString());
        assertThat(file.path("holds").asBoolean()).isTrue();
        assertThat(file.at("/signer/member").asText()).isEqualTo("CAMBODIA/COM/CAMDX-000201");
        assertThat(file.at("/signer/securityServer").asText()).isEqualTo("CAMBODIA/COM/CAMDX-000201/ss-bank");
        assertThat(file.at("/message/protocol").asText()).isEqualTo("REST");
        assertThat(file.at("/message/kind").asText()).isEqualTo("request");
        assertThat(file.at("/message/id").asText()).isEqualTo("asic-rest-post-json");
        assertThat(file.at("/message/service").asText()).isEqualTo("CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity");
        assertThat(file.at("/time/signed").asText()).isEqualTo("2026-11-23T13:21:26.267Z");
        assertThat(file.at("/time/stamped").asText()).startsWith("2026-11-23T13:2");
        assertThat(file.path("parts"))
                .hasSize(10)
                .allSatisfy(part -> assertThat(part.path("holds").asBoolean()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "golden/asic/body-logging-on, golden/globalconf/V5-direct, 0",
        "golden/asic/body-logging-on-single-timestamp, golden/globalconf/V4-direct, 0",
        "golden/asic/body-logging-off, golden/globalconf/V5-direct, 1",
        "golden-camdx/asic, golden-camdx/globalconf/V3-direct, 0",
        "golden-camdx/asic, golden-camdx/globalconf/V2-direct, 0",
        "golden-variants/asic/ec, golden-variants/globalconf/ec/V5-direct, 0",
        "golden-variants/asic/ica, golden-variants/globalconf/ica/V5-direct, 0"
    })
    void everyContainerHoldsOrFailsAsStated(String containers, String conf, int code) throws Exception {
        List<Path> files = files(GOLDEN.resolve(containers), ".asice");
        List<Object> words = new ArrayList<>(List.of("--json"));
        words.addAll(files);
        Ran ran = verify(GOLDEN.resolve(conf), words.toArray());
        assertThat(ran.code()).as(ran.out()).isEqualTo(code);
        JsonNode json = ran.json();
        assertThat(json.path(code == 0 ? "held" : "failed").asInt()).isEqualTo(files.size());
        for (JsonNode file : json.path("files")) {
            String name = file.path("file").asText();
            assertThat(file.at("/message/kind").asText())
                    .isEqualTo(name.contains("-request.") ? "request" : "response");
            assertThat(file.at("/message/protocol").asText()).isEqualTo(name.contains("soap") ? "SOAP" : "REST");
            if (code == 1) {
                assertThat(failing(file)).containsExactly("message");
            }
        }
    }

    private static List<String> failing(JsonNode file) {
        List<String> failing = new ArrayList<>();
        for (JsonNode part : file.path("parts")) {
            if (!part.path("holds").asBoolean()) {
                failing.add(part.path("part").asText());
            }
        }
        return failing;
    }

    @ParameterizedTest
    @CsvSource({
        "valid-batch-ts, 0, ''",
        "valid-non-batch-rest, 0, ''",
        "valid-signed-message, 0, ''",
        "wrong-message, 1, message",
        "invalid-digest, 1, signature",
        "invalid-signed-hashchain, 1, hash chain",
        "invalid-ts-hashchainresult, 1, time-stamp"
    })
    void publishedSamplesHoldOrFailAsStated(String name, int code, String part) throws Exception {
        Path file = SHARED.resolve("xroad-data/asic").resolve(name + ".asice");
        assumeTrue(Files.exists(file), () -> "no sample at " + file);
        Path conf = SHARED.resolve("xroad-data/globalconf-trees/globalconf_good2_v3");
        Ran ran = verify(conf, "--json", file);
        assertThat(ran.code()).as(ran.out()).isEqualTo(code);
        if (code == 1) {
            assertThat(failing(ran.json().path("files").path(0))).contains(part);
        }
    }

    @Test
    void takesTheConfigurationAsDownloadedFromVerificationconf() throws Exception {
        Path zip = folder.resolve("verificationconf.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Path file : files(CONF, "")) {
                if (Files.isRegularFile(file)) {
                    out.putNextEntry(new ZipEntry("verificationconf/" + CONF.relativize(file)));
                    Files.copy(file, out);
                    out.closeEntry();
                }
            }
        }
        assertThat(verify(zip, REQUEST).code()).isZero();
        assertThat(verify(folder, REQUEST).err()).contains("is this a downloaded configuration?");
        assertThat(verify(folder, REQUEST).code()).isEqualTo(2);
        Files.write(zip, new byte[] {1, 2, 3});
        Ran broken = verify(zip, REQUEST);
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).contains("verificationconf.zip").contains("ZIP: ");
    }

    @Test
    void verifiesArchivesAndThatTheyFollowEachOther() {
        List<Path> files = new ArrayList<>(files(ARCHIVES.resolve("none-rotating"), ".zip"));
        files.sort((a, b) -> order(a) - order(b));
        List<Object> words = new ArrayList<>(List.of("-f"));
        words.addAll(files);
        Ran ran = verify(EC, words.toArray());
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out())
                .contains("35 hold, 0 do not")
                .contains(": chain holds, the first of its group; its last digest is 242cb5d864bb2dac")
                .contains(": chain holds, follows mlog-20261123135109-20261123135109-3cb203c84ed981fa.zip; its last"
                        + " digest is a9de6e299e8cfd3d");
        Path second = files.get(1);
        String first = "242cb5d864bb2dac261dc0296bec8ff0b274c4004bc525b94f1fa02114f33257"
                + "b65307f9d82e713d995377c5030d4c31cf3f9ed8603cfc09b9efb0eb3170e837";
        assertThat(verify(EC, "--previous", first, second).code()).isZero();
        assertThat(verify(EC, second).code()).isZero();
        Ran wrong = verify(EC, "-f", second);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.out()).contains(": CHAIN DOES NOT HOLD: follows mlog-20261123135009-20261123135103-");
        assertThat(verify(EC, "--previous", "00", second).code()).isEqualTo(1);
        assertThat(verify(EC, "-f", "--previous", first, second).code()).isEqualTo(2);
    }

    /** As the chain goes; names of the same second do not tell. */
    private static int order(Path file) {
        List<String> chain = List.of("242cb5d864bb2dac", "2fbcd96b07e37ad5", "a0e15b897a41cb7c", "3cb203c84ed981fa");
        String name = file.getFileName().toString();
        int at = chain.indexOf(name.substring(name.length() - 20, name.length() - 4));
        return at < 0 ? chain.size() : at;
    }

    @Test
    void archivesThatDoNotHoldSaySo() throws Exception {
        Ran cut = verify(CONF, files(ARCHIVES.resolve("body-off"), ".zip").getFirst());
        assertThat(cut.code()).isEqualTo(1);
        assertThat(cut.out())
                .contains("fails: message: Message is not what was signed, or not all of it")
                .contains("0 hold, 12 do not");
        Ran grouped = verify(
                EC, "--json", files(ARCHIVES.resolve("member-clean"), ".zip").getFirst());
        assertThat(grouped.code()).isZero();
        assertThat(grouped.json().at("/files/0/containers")).hasSize(35);
        assertThat(grouped.json().at("/files/0/chain/holds").asBoolean()).isTrue();
    }

    @Test
    void opensEncryptedArchivesWithTheirKey() throws Exception {
        Path file = files(ARCHIVES.resolve("encrypted"), ".gpg").getFirst();
        Ran locked = verify(EC, file);
        assertThat(locked.code()).isEqualTo(2);
        assertThat(locked.out()).contains("CANNOT BE TOLD: is encrypted, and no key was given");
        Path key = ARCHIVES.resolve("encrypted/gpg-secret-key.asc");
        Ran opened = verify(EC, "--key", key, file);
        // Its containers are of an ecosystem whose configuration is not here.
        assertThat(opened.code()).isEqualTo(1);
        assertThat(opened.out())
                .contains("encrypted; signed by OpenPGP key 2136D245443AD4D1")
                .contains("fails: certificate: Certificate path: ")
                .contains(": chain holds, ");
        Ran publicOnly = verify(EC, "--key", ARCHIVES.resolve("encrypted/gpg-public-key.asc"), file);
        assertThat(publicOnly.code()).isEqualTo(2);
        assertThat(publicOnly.out()).contains("is encrypted to E2C1C326FB6D85E5");
        Ran noKey = verify(EC, "--key", REQUEST, file);
        assertThat(noKey.code()).isEqualTo(2);
        assertThat(noKey.err()).contains("OpenPGP key file: ");
    }

    @Test
    void verifiesADownloadOfSeveralContainers() throws Exception {
        Path download = GOLDEN.resolve("golden/asic/asic-rest-post-json-all.zip");
        Ran ran = verify(CONF, "-x", folder.resolve("out"), download);
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("2 hold, 0 do not").contains("no chain, since it is no archive but a download");
        assertThat(folder.resolve("out/asic-rest-post-json-request-32/message.xml"))
                .exists();
        assertThat(folder.resolve("out/asic-rest-post-json-response-33/attachment1"))
                .exists();
    }

    @Test
    void extractsAndOverwritesNothing() throws Exception {
        Path to = folder.resolve("x");
        assertThat(verify(CONF, "-x", to, REQUEST).code()).isZero();
        assertThat(Files.readString(to.resolve("attachment1"))).isEqualTo("{\"name\":\"Sok Dara\",\"n\":42}");
        assertThat(to.resolve("META-INF/timestamp.tst")).exists();
        Files.writeString(to.resolve("message.xml"), "mine");
        Ran again = verify(CONF, "-x", to, REQUEST);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.out()).contains("cannot be extracted: ").contains(" is there already");
        assertThat(to.resolve("message.xml")).hasContent("mine");
    }

    @Test
    void provesAMessageThatSomebodyElseKept() throws Exception {
        Path cut = GOLDEN.resolve("golden/asic/body-logging-off/batch-16-05-consumer-request.asice");
        String capture = Files.readString(
                GOLDEN.resolve("golden/exchanges/batch-16/transport-request-05.bin"),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        int from = capture.indexOf("POST\r\n/r1/");
        String message = capture.substring(from, capture.indexOf("\r\n--xtop", from));
        Path kept = Files.writeString(folder.resolve("message"), message, UTF_8);
        Path body = Files.writeString(folder.resolve("body"), "{\"n\": 5}");
        assertThat(verify(CONF, cut).code()).isEqualTo(1);
        Ran whole = verify(CONF, "--message", kept, cut);
        assertThat(whole.code()).as(whole.out()).isZero();
        assertThat(whole.out()).contains("note: Attachment 1 was not kept: only its digest is proven");
        Ran both = verify(CONF, "--message", kept, "--attachment", body, cut);
        assertThat(both.code()).as(both.out()).isZero();
        assertThat(both.out()).doesNotContain("was not kept");
        Files.writeString(body, "{\"n\": 6}");
        assertThat(verify(CONF, "--message", kept, "--attachment", body, cut).code())
                .isEqualTo(1);
        assertThat(verify(CONF, "--message", kept, cut, REQUEST).code()).isEqualTo(2);
        assertThat(verify(CONF, "--message", folder.resolve("none"), cut).code())
                .isEqualTo(2);
    }

    @Test
    void tellsWhatDoesNotHoldFromWhatCannotBeTold() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no evidence");
        assertThat(verify(CONF, text).code()).isEqualTo(2);
        assertThat(verify(CONF, folder.resolve("absent")).out()).contains("there is no such file");
        assertThat(verify(CONF, folder).code()).isEqualTo(2);
        byte[] good = Files.readAllBytes(REQUEST);
        Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(good, good.length / 2));
        assertThat(verify(CONF, cut).out()).contains("CANNOT BE TOLD: ZIP: ");
        good[50] ^= 1; // packed content of the first entry
        Path altered = Files.write(folder.resolve("altered"), good);
        Ran ran = verify(CONF, text, altered, REQUEST);
        assertThat(ran.code()).as(ran.out()).isEqualTo(1);
        assertThat(ran.out())
                .contains("fails: container: ZIP: mimetype ")
                .contains("1 hold, 1 do not, 1 cannot be told");
        assertThat(verify(CONF, text, REQUEST).code()).isEqualTo(2);
        assertThat(verify(CONF).code()).as("no file").isEqualTo(2);
    }

    @Test
    void anotherEcosystemsConfigurationProvesNothing() {
        Ran ran = verify(EC, REQUEST);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("fails: time-stamp: Time-stamp: ")
                .contains("fails: certificate: ")
                .contains("somebody");
    }
}
