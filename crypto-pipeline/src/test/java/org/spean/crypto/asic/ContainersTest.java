package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.trust.GoldenSet;
import org.spean.golden.CaptureSet;

/** Containers of real servers: those that X-Road's verifier takes, those that it does not, and those that were altered. */
class ContainersTest {
    private static final String BANK = "CAMBODIA/COM/CAMDX-000201";
    private static final String MINISTRY = "CAMBODIA/GOV/CAMDX-000121";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"golden,XROAD,28,20", "golden-camdx,CAMDX,16,0", "ec,EC,22,0", "ica,INTERMEDIATE,16,0"})
    void theServersContainersHoldOrFailAsTheirOwnVerifierSays(String name, GoldenSet set, int good, int cut)
            throws Exception {
        int held = 0;
        int failed = 0;
        try (Verifying verifying = new Verifying(set)) {
            for (Path file : GoldenContainers.of(CaptureSet.named(name))) {
                ContainerReport report = verifying.verify(Files.readAllBytes(file));
                assertThat(report.signer())
                        .as(file.toString())
                        .hasToString(file.toString().contains("-request.") ? BANK : MINISTRY);
                if (file.toString().contains("body-logging-off")) {
                    assertThat(report.holds()).as(file.toString()).isFalse();
                    assertThat(report.failures()).containsOnlyKeys(EvidencePart.MESSAGE);
                    failed++;
                } else {
                    assertThat(report.failures()).as(file.toString()).isEmpty();
                    assertThat(report.holds()).isTrue();
                    assertThat(report.stampTime()).isAfter(report.signingTime());
                    assertThat(report.statusTime()).isBefore(report.stampTime());
                    assertThat(report.notes().stream().filter(note -> !note.startsWith("Attachment")))
                            .isEmpty();
                    held++;
                }
            }
        }
        assertThat(held).isEqualTo(good);
        assertThat(failed).isEqualTo(cut);
    }

    @Test
    void attachmentsOfSoapThatWereNotKeptAreProvenByTheirDigest() throws Exception {
        Path file = container("golden-camdx", "asic-soap-attachment-2-consumer-request");
        try (Verifying verifying = new Verifying(GoldenSet.CAMDX)) {
            ContainerReport report = verifying.verify(Files.readAllBytes(file));
            assertThat(report.holds()).isTrue();
            assertThat(report.notes()).containsExactly("Attachment 1, 2 was not kept: only its digest is proven");
            assertThat(report.holding()).doesNotContainKey(EvidencePart.ATTACHMENTS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "message.xml, MESSAGE",
        "attachment1, ATTACHMENTS",
        "sig-hashchain.xml, HASH_CHAIN",
        "sig-hashchainresult.xml, HASH_CHAIN",
        "ts-hashchain.xml, TIME_STAMP_CHAIN",
        "ts-hashchainresult.xml, TIME_STAMP",
        "META-INF/timestamp.tst, TIME_STAMP"
    })
    void namesThePartThatWasAltered(String entry, EvidencePart part) throws Exception {
        Map<String, byte[]> entries = batch();
        byte[] content = Objects.requireNonNull(entries.get(entry)).clone();
        int at = entry.endsWith("hashchain.xml") || entry.endsWith("result.xml")
                ? new String(content, UTF_8).lastIndexOf("==<") - 20
                : content.length - 2;
        content[at] = (byte) (content[at] == 'A' ? 'B' : 'A');
        entries.put(entry, content);
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            ContainerReport report = verifying.verify(Zips.of(entries));
            assertThat(report.holds()).isFalse();
            assertThat(report.failures()).containsKey(part);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "<ds:SignatureValue, 60, A, SIGNATURE",
        "<ds:X509Certificate>, 600, A, CERTIFICATE",
        "<xades:SigningTime>, 3, 5, SIGNATURE",
        "<xades:EncapsulatedOCSPValue, 600, A, OCSP"
    })
    void namesThePartOfTheSignatureThatWasAltered(String element, int offset, char to, EvidencePart part)
            throws Exception {
        Map<String, byte[]> entries = batch();
        byte[] signature =
                Objects.requireNonNull(entries.get(EntryName.SIGNATURE)).clone();
        int at = new String(signature, UTF_8).indexOf(element) + element.length() + offset;
        signature[at] = (byte) (signature[at] == to ? to + 1 : to);
        entries.put(EntryName.SIGNATURE, signature);
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            ContainerReport report = verifying.verify(Zips.of(entries));
            assertThat(report.holds()).isFalse();
            assertThat(report.failures()).containsKeys(part, EvidencePart.TIME_STAMP_CHAIN);
        }
    }

    @Test
    void namesTheTimeStampInsideASignatureThatWasAltered() throws Exception {
        Map<String, byte[]> entries = single();
        String text = new String(Objects.requireNonNull(entries.get(EntryName.SIGNATURE)), UTF_8);
        int at = text.indexOf("</xades:EncapsulatedTimeStamp>") - 40;
        entries.put(
                EntryName.SIGNATURE,
                (text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1))
                        .getBytes(UTF_8));
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            assertThat(verifying.verify(Zips.of(entries)).failures()).containsOnlyKeys(EvidencePart.TIME_STAMP);
        }
    }

    @Test
    void evidenceHasExactlyOneWholeTimeStamp() throws Exception {
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            Map<String, byte[]> none = single();
            none.put(
                    EntryName.SIGNATURE,
                    new String(Objects.requireNonNull(none.get(EntryName.SIGNATURE)), UTF_8)
                            .replaceAll("<xades:SignatureTimeStamp>.*</xades:SignatureTimeStamp>", "")
                            .getBytes(UTF_8));
            assertThat(verifying.verify(Zips.of(none)).failures())
                    .containsOnly(Map.entry(EvidencePart.TIME_STAMP, "There is no time-stamp"));
            for (String entry : List.of(EntryName.TOKEN, EntryName.STAMP_CHAIN, EntryName.STAMP_RESULT)) {
                Map<String, byte[]> part = batch();
                part.remove(entry);
                assertThat(verifying.verify(Zips.of(part)).failures())
                        .containsOnly(Map.entry(
                                EvidencePart.TIME_STAMP,
                                "Time-stamp is not whole: token, hash chain and its result belong together"));
            }
            Map<String, byte[]> two = single();
            two.put(EntryName.TOKEN, Objects.requireNonNull(batch().get(EntryName.TOKEN)));
            assertThat(verifying.verify(Zips.of(two)).failures().get(EvidencePart.TIME_STAMP))
                    .startsWith("There are two time-stamps");
        }
    }

    @Test
    void refusesTheStampOfAnotherContainerAndAnotherSignature() throws Exception {
        Map<String, byte[]> one = batch();
        Map<String, byte[]> other = entries(container("golden", "asic-batch-12-01-provider-response"));
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            for (String entry : List.of(EntryName.TOKEN, EntryName.STAMP_CHAIN, EntryName.STAMP_RESULT)) {
                one.put(entry, Objects.requireNonNull(other.get(entry)));
            }
            assertThat(verifying.verify(Zips.of(one)).failures()).containsOnlyKeys(EvidencePart.TIME_STAMP_CHAIN);
            one.put(EntryName.SIGNATURE, Objects.requireNonNull(other.get(EntryName.SIGNATURE)));
            assertThat(verifying.verify(Zips.of(one)).failures()).containsOnlyKeys(EvidencePart.HASH_CHAIN);
        }
    }

    @Test
    void refusesMoreThanIsSigned() throws Exception {
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            Map<String, byte[]> more = batch();
            more.put("attachment2", new byte[] {1});
            assertThat(verifying.verify(Zips.of(more)).failures())
                    .containsOnly(Map.entry(EvidencePart.ATTACHMENTS, "There are 2 attachments, but 1 are signed"));
            Map<String, byte[]> beside = single();
            beside.put("attachment1", new byte[] {1});
            assertThat(verifying.verify(Zips.of(beside)).failures()).containsOnlyKeys(EvidencePart.ATTACHMENTS);
        }
    }

    /** The OCSP response is of 13:15:21, the signature of 13:21:30, the time-stamp of 13:22:20. */
    @Test
    void ocspResponsesMustBeFreshAtTheTimeStamp() throws Exception {
        byte[] container = Zips.of(batch());
        try (Verifying fresh = Verifying.with(GoldenSet.XROAD, Duration.ofMinutes(8));
                Verifying late = Verifying.with(GoldenSet.XROAD, Duration.ofSeconds(390));
                Verifying never = Verifying.with(GoldenSet.XROAD, Duration.ofMinutes(1))) {
            assertThat(fresh.verify(container).holds()).isTrue();
            ContainerReport report = late.verify(container);
            assertThat(report.failures()).containsOnlyKeys(EvidencePart.OCSP);
            assertThat(report.notes())
                    .containsExactly(
                            "OCSP response was good when the signer says it signed: the time-stamp came too late");
            assertThat(never.verify(container).failures()).containsOnlyKeys(EvidencePart.OCSP);
            assertThat(never.verify(container).notes()).isEmpty();
        }
    }

    @Test
    void anotherEcosystemsContainerFailsByCertificateAndTimeStamp() throws Exception {
        try (Verifying verifying = new Verifying(GoldenSet.EC)) {
            assertThat(verifying.verify(Zips.of(batch())).failures())
                    .containsOnlyKeys(EvidencePart.CERTIFICATE, EvidencePart.TIME_STAMP);
        }
    }

    @Test
    void whatSomebodyElseKeptIsProvenByItsDigest() throws Exception {
        Path cut = container("golden", "body-logging-off/batch-16-05-consumer-request");
        byte[] container = Files.readAllBytes(cut);
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            assertThat(verifying.verify(container).holds()).isFalse();
            byte[] whole = wholeMessage();
            var kept = new KeptElsewhere(ContainerPart.of(whole), List.of());
            ContainerReport report = verifying.verify(container, kept);
            assertThat(report.failures()).isEmpty();
            assertThat(report.holds()).isTrue();
            assertThat(report.notes()).contains("Attachment 1 was not kept: only its digest is proven");
            whole[whole.length - 3] ^= 1;
            assertThat(verifying.verify(container, kept).failures()).containsOnlyKeys(EvidencePart.MESSAGE);
            var body = new KeptElsewhere(null, List.of(ContainerPart.of(new byte[] {1})));
            assertThat(verifying.verify(container, body).failures())
                    .containsOnlyKeys(EvidencePart.MESSAGE, EvidencePart.ATTACHMENTS);
        }
    }

    @Test
    void notesListsThatAreUnusual() throws Exception {
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            Map<String, byte[]> altered = batch();
            altered.put(EntryName.MANIFEST, "<a/>".getBytes(UTF_8));
            altered.remove(EntryName.STAMP_MANIFEST);
            ContainerReport report = verifying.verify(Zips.of(altered));
            assertThat(report.holds()).isTrue();
            assertThat(report.notes())
                    .containsExactly(
                            "META-INF/manifest.xml is missing, or not as servers write it; nothing signs it",
                            "META-INF/ASiCManifest.xml is missing, or not as servers write it; nothing signs it");
        }
    }

    @Test
    void ourContainersHold() throws Exception {
        for (Map<String, byte[]> entries : List.of(batch(), single())) {
            ContainerContent content = GoldenContainers.open(Zips.of(entries)).content();
            Path file = folder.resolve("c" + entries.size());
            try (var out = Files.newOutputStream(file)) {
                ContainerWriter.write(content, out);
            }
            try (Verifying verifying = new Verifying(GoldenSet.XROAD);
                    Container opened = Container.open(file)) {
                assertThat(verifying.verify(opened, KeptElsewhere.NOTHING).holds())
                        .isTrue();
                List<Path> files = opened.extract(folder.resolve("x" + entries.size()));
                assertThat(files).hasSize(entries.size());
                assertThat(Files.readAllBytes(folder.resolve("x" + entries.size() + "/message.xml")))
                        .isEqualTo(content.message());
            }
        }
    }

    /** The message part of the same request, as it was captured between the servers. */
    private static byte[] wholeMessage() throws Exception {
        Path file = CaptureSet.named("golden").root().resolve("exchanges/batch-16/transport-request-05.bin");
        String text = new String(Files.readAllBytes(file), ISO_8859_1);
        int from = text.indexOf("POST\r\n/r1/");
        assertThat(text).contains("X-Road-Id:batch-16-05");
        return text.substring(from, text.indexOf("\r\n--xtop", from)).getBytes(ISO_8859_1);
    }

    static Map<String, byte[]> batch() throws Exception {
        return entries(container("golden", "body-logging-on/asic-batch-12-00-consumer-request"));
    }

    static Map<String, byte[]> single() throws Exception {
        return entries(container("golden", "single-timestamp/asic-rest-get-consumer-request"));
    }

    private static Map<String, byte[]> entries(Path file) throws Exception {
        return new LinkedHashMap<>(
                GoldenContainers.open(Files.readAllBytes(file)).entries());
    }

    private static Path container(String set, String name) {
        return GoldenContainers.of(CaptureSet.named(set)).stream()
                .filter(file -> file.toString().contains(name))
                .findFirst()
                .orElseThrow();
    }
}
