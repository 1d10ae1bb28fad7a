package org.spean.crypto.hashchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.digest.MessageDigests;
import org.spean.golden.Capture;
import org.w3c.dom.Element;

/** Every captured hash chain: walked, written again, and put together to the tree of its batch. */
class GoldenChainsTest {
    static Stream<Capture> chained() {
        return Capture.signedWithSoap().filter(c -> c.signature().chain() != null);
    }

    @ParameterizedTest
    @MethodSource("chained")
    void walksToTheResult(Capture capture) throws Exception {
        HashChainWalk.check(result(capture), chain(capture), capture.digests());
    }

    @ParameterizedTest
    @MethodSource("chained")
    void refusesWhatTheChainDoesNotCover(Capture capture) {
        MessageDigests digests = capture.digests();
        List<byte[]> more = new ArrayList<>(digests.attachments());
        more.add(digests.message());
        byte[] other = digests.message().clone();
        other[7] ^= 1;

        assertThatThrownBy(() -> HashChainWalk.check(
                        result(capture),
                        chain(capture),
                        new MessageDigests(digests.algorithm(), digests.message(), more)))
                .isInstanceOf(HashChainException.class);
        assertThatThrownBy(() -> HashChainWalk.check(
                        result(capture),
                        chain(capture),
                        new MessageDigests(digests.algorithm(), other, digests.attachments())))
                .isInstanceOf(HashChainException.class);
        if (!digests.single()) {
            assertThatThrownBy(() -> HashChainWalk.check(
                            result(capture),
                            chain(capture),
                            new MessageDigests(digests.algorithm(), digests.message(), List.of())))
                    .isInstanceOf(HashChainException.class);
        }
    }

    /** The prefixes of stock servers differ from run to run; ours are those of half of the captures. */
    @ParameterizedTest
    @MethodSource("chained")
    void writesTheSameBytes(Capture capture) throws Exception {
        HashPath path = path(capture);
        byte[] root = path.root(capture.digests().leaf());

        assertThat(text(HashChainWriter.chain(path, capture.digests()))).isEqualTo(inOurPrefixes(text(chain(capture))));
        assertThat(text(HashChainWriter.result(path.algorithm(), root)))
                .isEqualTo(inOurPrefixes(text(result(capture))));
    }

    @Test
    void seesBothFormsOfPrefixes() {
        Map<Boolean, Long> forms = chained()
                .collect(Collectors.partitioningBy(
                        c -> text(chain(c)).equals(inOurPrefixes(text(chain(c)))), Collectors.counting()));

        assertThat(forms.get(true)).isGreaterThan(20);
        assertThat(forms.get(false)).isGreaterThan(20);
    }

    /** Where all messages of a batch were captured, our tree over their leaves is the tree that was signed. */
    @Test
    void rebuildsTheTreesOfWholeBatches() throws Exception {
        Map<String, List<Capture>> batches = new HashMap<>();
        chained()
                .forEach(c -> batches.computeIfAbsent(text(c.signature().signature()), k -> new ArrayList<>())
                        .add(c));
        List<Integer> sizes = new ArrayList<>();
        for (List<Capture> batch : batches.values()) {
            batch.sort(Comparator.comparing(GoldenChainsTest::position));
            double covered = batch.stream()
                    .mapToDouble(c -> Math.pow(2, -path(c).nodes().size()))
                    .sum();
            if (covered < 1) {
                continue;
            }
            HashTree tree = HashTree.over(
                    batch.getFirst().algorithm(),
                    batch.stream().map(c -> c.digests().leaf()).toList());
            for (int i = 0; i < batch.size(); i++) {
                assertThat(tree.path(i).encode())
                        .as("path of %s", batch.get(i))
                        .isEqualTo(path(batch.get(i)).encode());
                assertThat(tree.root()).isEqualTo(HashChainWalk.rootOf(result(batch.get(i))));
            }
            sizes.add(batch.size());
        }
        Collections.sort(sizes);
        assertThat(sizes).as("sizes of whole batches").contains(2, 3, 4, 5).doesNotContain(0);
    }

    /** From the root down, 0 for left and 1 for right: sorts as the leaves stand. */
    private static String position(Capture capture) {
        StringBuilder position = new StringBuilder();
        for (HashPath.Node node : path(capture).nodes().reversed()) {
            position.append(node.left() ? '1' : '0');
        }
        return position.toString();
    }

    /** The path in a captured chain, read with the JDK's parser: the steps are in order, from the root down. */
    static HashPath path(Capture capture) {
        List<HashPath.Node> nodes = new ArrayList<>();
        for (Element step : Dom.children(Dom.parse(chain(capture)))) {
            List<Element> entries = Dom.children(step);
            for (int i = 0; i < entries.size(); i++) {
                if (Objects.equals(entries.get(i).getLocalName(), "HashValue")) {
                    String digest = entries.get(i).getTextContent().strip();
                    nodes.addFirst(new HashPath.Node(Base64.getDecoder().decode(digest), i == 0));
                }
            }
        }
        return new HashPath(capture.algorithm(), nodes);
    }

    private static String inOurPrefixes(String document) {
        if (!document.contains("xmlns:ns2=\"http://cyber.ee/hashchain\"")) {
            return document;
        }
        return document.replaceAll("(</?)(DigestMethod|DigestValue)", "$1#$2")
                .replaceAll("(</?)ns2:", "$1")
                .replaceAll("(</?)#", "$1ns2:")
                .replace(
                        "xmlns=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:ns2=\"http://cyber.ee/hashchain\"",
                        "xmlns=\"http://cyber.ee/hashchain\" xmlns:ns2=\"http://www.w3.org/2000/09/xmldsig#\"");
    }

    private static byte[] result(Capture capture) {
        return Objects.requireNonNull(capture.signature().result());
    }

    private static byte[] chain(Capture capture) {
        return Objects.requireNonNull(capture.signature().chain());
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }
}
