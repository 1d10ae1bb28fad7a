package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.trust.GoldenSet;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;

/** Whatever is altered in a container: it does not hold with another message, signer or time, and nothing breaks. */
class AlteredContainersTest {
    private static final int ROUNDS = 1500;

    /** What must be the same in everything that holds. */
    private record Proven(String message, List<String> attachments, String signedInfo, String stamped, String signer) {
        static Proven of(Container container, ContainerReport report) throws IOException {
            List<String> attachments = new ArrayList<>();
            for (int number = 1; number <= container.attachments(); number++) {
                attachments.add(new String(container.required("attachment" + number), UTF_8));
            }
            var signature = (SignatureDocument) SantuarioReader.read(container.required(EntryName.SIGNATURE));
            return new Proven(
                    new String(container.message(), UTF_8),
                    attachments,
                    new String(signature.signedInfo(), UTF_8)
                            + new String(signature.signedProperties(), UTF_8)
                            + Arrays.toString(signature.signatureValue()),
                    String.valueOf(report.stampTime()),
                    String.valueOf(report.signer()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void alteredBytesOfTheFile(boolean batch) throws Exception {
        byte[] good = Zips.of(batch ? ContainersTest.batch() : ContainersTest.single());
        Random random = new Random(11);
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            Proven proven = proven(verifying, good);
            for (int i = 0; i < ROUNDS; i++) {
                byte[] altered = good.clone();
                altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
                mustNotProveOther(verifying, altered, proven);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void alteredBytesOfEntries(boolean batch) throws Exception {
        Map<String, byte[]> good = batch ? ContainersTest.batch() : ContainersTest.single();
        List<String> names = List.copyOf(good.keySet());
        Random random = new Random(12);
        int held = 0;
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            Proven proven = proven(verifying, Zips.of(good));
            for (int i = 0; i < ROUNDS; i++) {
                Map<String, byte[]> altered = new LinkedHashMap<>(good);
                String name = names.get(random.nextInt(names.size()));
                byte[] content = Objects.requireNonNull(good.get(name)).clone();
                content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                altered.put(name, content);
                if (mustNotProveOther(verifying, Zips.of(altered), proven)) {
                    held++;
                }
            }
        }
        // The lists of entries and white space between elements that nothing signs.
        assertThat(held).isLessThan(ROUNDS * (batch ? 2 : 3) / 8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cutFiles(boolean batch) throws Exception {
        byte[] good = Zips.of(batch ? ContainersTest.batch() : ContainersTest.single());
        try (Verifying verifying = new Verifying(GoldenSet.XROAD)) {
            Proven proven = proven(verifying, good);
            for (int length = 0; length < good.length; length += 37) {
                assertThat(mustNotProveOther(verifying, Arrays.copyOf(good, length), proven))
                        .isFalse();
            }
        }
    }

    private static Proven proven(Verifying verifying, byte[] good) throws IOException {
        try (Container container = Container.open(good)) {
            ContainerReport report = verifying.verify(container, KeptElsewhere.NOTHING);
            assertThat(report.holds()).as(report.failures().toString()).isTrue();
            return Proven.of(container, report);
        }
    }

    private static boolean mustNotProveOther(Verifying verifying, byte[] altered, Proven proven) {
        try (Container container = Container.open(altered)) {
            ContainerReport report = verifying.verify(container, KeptElsewhere.NOTHING);
            if (report.holds()) {
                assertThat(Proven.of(container, report)).isEqualTo(proven);
                return true;
            }
            assertThat(report.failures()).as("what fails is named").isNotEmpty();
            report.failures().values().forEach(why -> assertThat(why).doesNotContain("\n"));
            return false;
        } catch (ZipDeviationException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
