package org.spean.crypto.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureTimeStamps;
import org.spean.golden.CaptureSet;

/** Requests, answers and tokens of real servers. */
class GoldenStampsTest {
    private static final String SIGNATURE = "META-INF/signatures.xml";
    private static final String TOKEN = "META-INF/timestamp.tst";

    private record Container(Map<String, byte[]> entries) {
        byte[] get(String name) {
            return Objects.requireNonNull(entries.get(name), name);
        }

        boolean holds(String name) {
            return entries.containsKey(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden", "golden-camdx", "ec", "ica"})
    void asksAsTheServersAskAndKeepsWhatTheyKeep(String name) throws Exception {
        CaptureSet set = CaptureSet.named(name);
        var authorities = TimeStampAuthorities.of(List.of(set.pki().certificate("tsa")));
        Map<String, byte[]> kept = tokens(set);
        int same = 0;
        int answers = 0;
        for (Path file : files(set.inside("trust"), "-response.der")) {
            if (!file.getFileName().toString().startsWith("tsa")) {
                continue;
            }
            byte[] asked = Files.readAllBytes(
                    file.resolveSibling(file.getFileName().toString().replace("response", "request")));
            TimeStampRequest request = TimeStampRequest.over(
                    DigestAlgorithm.SHA_512,
                    new org.bouncycastle.tsp.TimeStampRequest(asked).getMessageImprintDigest());
            assertThat(request.der()).isEqualTo(asked);

            VerifiedTimeStamp stamp = authorities.accept(Files.readAllBytes(file), request);
            answers++;
            byte[] theirs =
                    kept.get(TimeStampToken.parse(stamp.token()).serialNumber().toString());
            if (theirs != null) {
                assertThat(stamp.token()).isEqualTo(theirs);
                same++;
            }
        }
        assertThat(answers).isPositive();
        if (!name.equals("golden")) { // its containers are of another run than its answers
            assertThat(same).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden", "golden-camdx", "ec", "ica"})
    void theirStampsAndChainsVerify(String name) throws Exception {
        CaptureSet set = CaptureSet.named(name);
        var authorities = TimeStampAuthorities.of(List.of(set.pki().certificate("tsa")));
        int batches = 0;
        for (Container container : containers(set)) {
            if (container.holds("ts-hashchainresult.xml")) {
                byte[] result = container.get("ts-hashchainresult.xml");
                TimeStampRequest over =
                        TimeStampRequest.over(DigestAlgorithm.SHA_512, DigestAlgorithm.SHA_512.digest(result));
                authorities.verify(TimeStampToken.parse(container.get(TOKEN)), over);
                HashChainWalk.checkStamped(result, container.get("ts-hashchain.xml"), container.get(SIGNATURE));
                byte[] other = container.get(SIGNATURE).clone();
                other[other.length / 2] ^= 1;
                assertThatThrownBy(() -> HashChainWalk.checkStamped(result, container.get("ts-hashchain.xml"), other))
                        .isInstanceOf(HashChainException.class)
                        .hasMessageContaining("/META-INF/signatures.xml is not what was received");
                batches++;
            }
        }
        assertThat(batches).isPositive();
    }

    @Test
    void aSingleStampCoversTheSignatureValueAndGoesWhereTheirsIs() throws Exception {
        CaptureSet set = CaptureSet.named("golden");
        var authorities = TimeStampAuthorities.of(List.of(set.pki().certificate("tsa")));
        int singles = 0;
        for (Container container : containers(set)) {
            byte[] stamped = container.get(SIGNATURE);
            var signature = (SignatureDocument) SantuarioReader.read(stamped);
            if (signature.timeStamp() == null) {
                continue;
            }
            byte[] plain = new String(stamped, StandardCharsets.UTF_8)
                    .replaceAll("<xades:SignatureTimeStamp>.*</xades:SignatureTimeStamp>", "")
                    .getBytes(StandardCharsets.UTF_8);
            StampRound round = StampRound.over(DigestAlgorithm.SHA_512, List.of(plain));
            assertThat(round.result()).isNull();
            assertThat(round.chain(0)).isNull();
            TimeStampToken token = TimeStampToken.parse(signature.timeStamp());
            authorities.verify(token, round.request());
            assertThat(SignatureTimeStamps.embed(plain, token.der())).isEqualTo(stamped);
            singles++;
        }
        assertThat(singles).isEqualTo(8);
    }

    @Test
    void embedsIntoSignaturesWithOtherPrefixes() throws Exception {
        byte[] plain = containers(CaptureSet.named("golden")).getFirst().get(SIGNATURE);
        String text = new String(plain, StandardCharsets.UTF_8)
                .replaceAll("<xades:SignatureTimeStamp>.*</xades:SignatureTimeStamp>", "");
        byte[] token = {1, 2, 3};
        for (String altered : List.of(
                text.replace("xades:", "x:").replace("xmlns:xades=", "xmlns:x="),
                text.replace(
                        "<xades:UnsignedSignatureProperties>",
                        "<xades:UnsignedSignatureProperties\n xmlns:o='a>b' xmlns:p=\"'/>\">"))) {
            byte[] embedded = SignatureTimeStamps.embed(altered.getBytes(StandardCharsets.UTF_8), token);
            assertThat(SantuarioReader.read(embedded)).isInstanceOfSatisfying(SignatureDocument.class, read -> {
                assertThat(read.timeStamp()).isEqualTo(token);
            });
            assertThat(new String(embedded, StandardCharsets.UTF_8)
                            .replaceAll("<xades:SignatureTimeStamp.*</xades:SignatureTimeStamp>", ""))
                    .isEqualTo(altered);
        }
        assertThatThrownBy(() -> SignatureTimeStamps.embed("<a/>".getBytes(StandardCharsets.UTF_8), token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("signature document: has no unsigned properties");
        String empty = text.replaceAll(
                "<xades:UnsignedSignatureProperties>.*</xades:UnsignedSignatureProperties>",
                "<xades:UnsignedSignatureProperties/>");
        assertThatThrownBy(() -> SignatureTimeStamps.embed(empty.getBytes(StandardCharsets.UTF_8), token))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 8, 100, 1000})
    void aRoundGivesEveryDocumentAChainToItsResult(int documents) throws Exception {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            all.add(("<signature" + i + "/>").getBytes(StandardCharsets.UTF_8));
        }
        StampRound round = StampRound.over(DigestAlgorithm.SHA_512, all);
        assertThat(round.documents()).isEqualTo(documents);
        byte[] result = Objects.requireNonNull(round.result());
        assertThat(round.request().imprint()).isEqualTo(DigestAlgorithm.SHA_512.digest(result));
        for (int i = 0; i < documents; i++) {
            HashChainWalk.checkStamped(result, chain(round, i), all.get(i));
        }
        assertThatThrownBy(() -> HashChainWalk.checkStamped(result, chain(round, 0), all.get(1)))
                .isInstanceOf(HashChainException.class);
        // A chain of the one kind is not one of the other.
        assertThatThrownBy(() -> HashChainWalk.rootOf(result))
                .isInstanceOf(HashChainException.class)
                .hasMessageContaining("expected: a step of /sig-hashchain.xml");
    }

    private static byte[] chain(StampRound round, int document) {
        return Objects.requireNonNull(round.chain(document));
    }

    @Test
    void aRoundIsOfOneToTenThousandSignatureDocuments() {
        assertThatThrownBy(() -> StampRound.over(DigestAlgorithm.SHA_512, List.of()))
                .hasMessage("signature documents: 0 (expected: 1 to 10000)");
        byte[] document = {'<', 'a', '/', '>'};
        assertThatThrownBy(() -> StampRound.over(DigestAlgorithm.SHA_512, List.of(document)))
                .hasMessageStartingWith("signature document: ");
        assertThatThrownBy(() -> StampRound.over(
                        DigestAlgorithm.SHA_512,
                        Stream.generate(() -> document).limit(10_001).toList()))
                .hasMessage("signature documents: 10001 (expected: 1 to 10000)");
    }

    private static Map<String, byte[]> tokens(CaptureSet set) throws Exception {
        Map<String, byte[]> tokens = new HashMap<>();
        for (Container container : containers(set)) {
            byte[] token;
            if (container.holds(TOKEN)) {
                token = container.get(TOKEN);
            } else {
                String text = new String(container.get(SIGNATURE), StandardCharsets.UTF_8);
                int from = text.indexOf("<xades:EncapsulatedTimeStamp>") + 29;
                token = Base64.getDecoder().decode(text.substring(from, text.indexOf('<', from)));
            }
            tokens.put(TimeStampToken.parse(token).serialNumber().toString(), token);
        }
        return tokens;
    }

    private static List<Container> containers(CaptureSet set) throws IOException {
        List<Container> containers = new ArrayList<>();
        for (Path file : files(set.inside("asic"), ".asice")) {
            Map<String, byte[]> entries = new HashMap<>();
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (var entry : zip.stream().toList()) {
                    entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
            containers.add(new Container(entries));
        }
        assertThat(containers).isNotEmpty();
        return containers;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        }
    }
}
