package org.spean.globalconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.config.ConfigurationException;
import org.spean.identifier.ClientId;

/** A captured tree, changed: what does not hold is refused, and nothing outside it is read. */
class HostileTreeTest {
    @TempDir
    private Path tree;

    private Path shared;

    @BeforeEach
    void copy() {
        Trees.copy(Trees.golden("golden/globalconf/V5-direct"), tree);
        shared = tree.resolve("CAMBODIA/shared-params.xml");
    }

    @Test
    void refusesADocumentType() throws IOException {
        Path secret = Files.writeString(tree.resolve("secret"), "SECRET");
        change(
                shared,
                xml -> xml.replace("?>", "?><!DOCTYPE conf [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>")
                        .replace("Test Bank", "&e;"));

        refused().hasMessageContaining("document type").hasMessageNotContaining("SECRET");
    }

    @Test
    void refusesEntitiesThatMultiply() throws IOException {
        String bomb = "<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
        change(shared, xml -> xml.replace("?>", "?>" + bomb).replace("Test Bank", "&b;"));

        refused().hasMessageContaining("document type");
    }

    @Test
    void refusesAnUndeclaredEntity() throws IOException {
        change(shared, xml -> xml.replace("Test Bank", "&e;"));
        refused();
    }

    @Test
    void refusesDepth() throws IOException {
        change(
                shared,
                xml -> xml.replace("<name>Test Bank", "<x>".repeat(100_000) + "</x>".repeat(100_000) + "<name>"));
        refused().hasMessageContaining("deeper than");
    }

    @Test
    void refusesLongTexts() throws IOException {
        change(shared, xml -> xml.replace("Test Bank", "x".repeat(1_000_000)));
        refused().hasMessageContaining("member/name").hasMessageContaining("longer than");
    }

    /** 40 MiB each, refused for less than a quarter of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <name a='  | x   | '/>     | more than 1048576 bytes
            <!--       | x   | -->     | more than 1048576 bytes
            <![CDATA[  | <   | ]]>     | more than 1048576 bytes
            <?x        | x   | ?>      | more than 1048576 bytes
            <x>        | x   | </x>    | more than 1048576 bytes
            <y         | " " | />      | more than 1048576 bytes
            <z>        | <x> |         | deeper than 16
            """)
    void refusesWhatIsHugeBeforeItCostsMemory(String open, String filler, String close, String reason)
            throws IOException {
        String xml = Files.readString(shared);
        int at = xml.indexOf("<name>Test Bank");
        try (BufferedWriter out = Files.newBufferedWriter(shared)) {
            out.write(xml.substring(0, at) + open);
            String piece = filler.repeat(1 << 10);
            for (int written = 0; written < 40 << 20; written += piece.length()) {
                out.write(piece);
            }
            out.write((close == null ? "" : close) + xml.substring(at));
        }
        assertThat(allocated(() -> refused().hasMessageContaining(reason))).isLessThan(10 << 20);
    }

    @Test
    void refusesAHugeDocumentTypeBeforeItCostsMemory() throws IOException {
        change(
                shared,
                xml -> xml.replace("?>", "?><!DOCTYPE c [" + "<!ENTITY a \"aaaaaaaaaa\">".repeat(2_000_000) + "]>"));
        assertThat(allocated(this::refused)).isLessThan(10 << 20);
    }

    @Test
    void refusesNamesWithoutEnd() throws IOException {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            names.append("<n").append(i).append("/>");
        }
        change(shared, xml -> xml.replace("<name>Test Bank", names + "<name>Test Bank"));
        assertThat(allocated(() -> refused().hasMessageContaining("more than 1000 different names")))
                .isLessThan(10 << 20);
    }

    @Test
    void refusesALargeFileUnread() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(shared.toFile(), "rw")) {
            file.setLength((256L << 20) + 1);
        }
        assertThat(allocated(() -> refused().hasMessageContaining("larger than 256 MiB")))
                .isLessThan(1 << 20);
    }

    /** What this thread allocates while it does something. */
    private static long allocated(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void skipsWhatItDoesNotKnow() throws IOException {
        change(
                shared,
                xml -> xml.replace(
                        "<name>Test Bank",
                        "<new a='b'><name>no</name><memberCode>no</memberCode></new><name>Test Bank"));
        change(shared, xml -> xml.replace("</ns3:conf>", "<x:any xmlns:x='urn:x'><name/></x:any></ns3:conf>"));

        GlobalConf conf = GlobalConfTree.read(tree);
        assertThat(conf.memberName(ClientId.parse("CAMBODIA/COM/CAMDX-000201").member()))
                .isEqualTo("Test Bank");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <client>id3</client>       | <client>id99</client>                     | 'id99' (expected: the id of a member or subsystem above)
            <owner>id2</owner>         | <owner>id3</owner>                        | (expected: a member)
            <owner>id2</owner>         |                                           | missing element owner
            member id="id2"            | member id="id0"                           | id id0 is there twice
            <serverCode>ss-moi         | <serverCode>ss/moi                        | must not contain '/'
            <memberCode>CAMDX-000121   | <memberCode>..                            | must not be a relative path
            59/6g6AnGXt8F0EjGU+c       | 59/6g6An                                  | bytes (expected: 20 of SHA-1 or 32 of SHA-256)
            <ocspFreshnessSeconds>3600 | <ocspFreshnessSeconds>-1                  | '-1' (expected: seconds, 1 to 31536000)
            <ocspFreshnessSeconds>3600 | <ocspFreshnessSeconds>99999999999         | (expected: seconds, 1 to 31536000)
            <authenticationOnly>false  | <authenticationOnly>maybe                 | 'maybe' (expected: true or false)
            <url>http://127.0.0.9:8888 | <url>file:///etc/passwd                   | 'file:///etc/passwd' (expected: http or https URL)
            <cert>MIID                 | <cert>AAAA                                | no certificate
            xroad.xsd                  | other.xsd                                 | expected: the element conf
            </ns3:conf>                |                                           | not well-formed
            ns2:objectType="MEMBER"    | ns2:objectType="SUBSYSTEM"                | missing element subsystemCode
            """)
    void refusesNamingFileAndReason(String from, String to, String reason) throws IOException {
        change(shared, xml -> xml.replace(from, to == null ? "" : to));
        refused().hasMessageStartingWith(shared.toString()).hasMessageContaining(reason);
    }

    @Test
    void refusesAMemberThatIsThereTwice() throws IOException {
        String member = "<member><memberClass><code>COM</code></memberClass><memberCode>CAMDX-000201</memberCode>"
                + "<name>Twin</name></member>";
        change(shared, xml -> xml.replaceFirst("<securityServer>", member + "<securityServer>"));

        refused().hasMessageContaining("member CAMBODIA/COM/CAMDX-000201 is there twice");
    }

    @Test
    void refusesAnotherInstanceInOurFolder() throws IOException {
        change(shared, xml -> xml.replaceFirst("<instanceIdentifier>CAMBODIA", "<instanceIdentifier>ELSEWHERE"));
        refused().hasMessageContaining("instanceIdentifier: 'ELSEWHERE' (expected: 'CAMBODIA'");
    }

    @Test
    void aFederatedInstanceCannotSpeakForUs() throws IOException {
        Files.createDirectories(tree.resolve("ELSEWHERE"));
        Files.copy(shared, tree.resolve("ELSEWHERE/shared-params.xml"));
        Files.copy(
                tree.resolve("CAMBODIA/shared-params.xml.metadata"),
                tree.resolve("ELSEWHERE/shared-params.xml.metadata"));

        assertThat(GlobalConfTree.read(tree).instances()).containsExactly("CAMBODIA");
    }

    @Test
    void aFederatedInstanceKeepsItsOwnMembersAndOurCertificates() throws IOException {
        Files.createDirectories(tree.resolve("ELSEWHERE"));
        String theirs = Files.readString(shared)
                .replaceFirst("<instanceIdentifier>CAMBODIA", "<instanceIdentifier>ELSEWHERE")
                .replace("ss-moi", "ss-other");
        Files.writeString(tree.resolve("ELSEWHERE/shared-params.xml"), theirs);
        Files.writeString(
                tree.resolve("ELSEWHERE/shared-params.xml.metadata"), "{\"expirationDate\":\"2030-01-01T00:00:00Z\"}");

        GlobalConf conf = GlobalConfTree.read(tree);
        assertThat(conf.instances()).containsExactly("CAMBODIA", "ELSEWHERE");
        assertThat(conf.expires("ELSEWHERE")).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(conf.expires("NOWHERE")).isEqualTo(Instant.MIN);
        assertThat(conf.serversOf(ClientId.parse("ELSEWHERE/GOV/CAMDX-000121/IDENTITY")))
                .singleElement()
                .satisfies(s -> {
                    assertThat(s.id().owner().instance()).isEqualTo("ELSEWHERE");
                    s.authCertHashes()
                            .forEach(h -> assertThat(conf.byAuthCert(h, h))
                                    .extracting(SecurityServer::id)
                                    .hasToString("CAMBODIA/GOV/CAMDX-000121/ss-moi"));
                });
        assertThat(conf.anchors(1).approved()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                                          | no JSON
            {"expirationDate":"tomorrow"}                              | expirationDate: 'tomorrow' (expected: date and time of ISO 8601)
            {"expirationDate":"2044-12-31T00:00:00Z","configurationVersion":"7"} | configurationVersion: '7' (expected: 2 to 6)
            """)
    void refusesMetadata(String json, String reason) throws IOException {
        Path file = Files.writeString(tree.resolve("CAMBODIA/shared-params.xml.metadata"), json);
        refused().hasMessageStartingWith(file.toString()).hasMessageContaining(reason);
    }

    @Test
    void theEarlierDateOfBothPartsCounts() throws IOException {
        Files.writeString(
                tree.resolve("CAMBODIA/private-params.xml.metadata"),
                "{\"expirationDate\":\"2030-01-01T02:00:00+02:00\"}");
        assertThat(GlobalConfTree.read(tree).expires()).isEqualTo("2030-01-01T00:00:00Z");
    }

    @Test
    void theInstanceIdentifierIsNoPath() throws IOException {
        for (String text : new String[] {"..", "a/b", "", "\u0000", "x".repeat(2000)}) {
            Files.writeString(tree.resolve("instance-identifier"), text);
            refused().hasMessageContaining("expected: the name of an instance");
        }
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(shared);
        for (int length = 0; length < whole.length - 1; length += 1 + length % 13) {
            Files.write(shared, Arrays.copyOf(whole, length));
            int cut = length;
            assertThatThrownBy(() -> GlobalConfTree.read(tree))
                    .as(() -> "cut at " + cut)
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void anOptionalPartSwitchesNextUpdateOff() throws IOException {
        Files.writeString(tree.resolve("CAMBODIA/nextupdate-params.xml"), """
                <t:conf xmlns:t="http://x-road.eu/xsd/xroad.xsd"><verifyNextUpdate>false</verifyNextUpdate></t:conf>
                """);
        assertThat(GlobalConfTree.read(tree).anchors(1).rules().verifyNextUpdate())
                .isFalse();
    }

    @Test
    void privateParametersMayBeAbsent() throws IOException {
        Files.delete(tree.resolve("CAMBODIA/private-params.xml"));

        GlobalConf conf = GlobalConfTree.read(tree);
        assertThat(conf.managementService()).isNull();
        assertThat(conf.timeStampingInterval()).isEqualTo(Duration.ofMinutes(1));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(() -> GlobalConfTree.read(tree))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasLineCount(1));
    }

    private static void change(Path file, UnaryOperator<String> change) throws IOException {
        String before = Files.readString(file);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(file, after);
    }
}
