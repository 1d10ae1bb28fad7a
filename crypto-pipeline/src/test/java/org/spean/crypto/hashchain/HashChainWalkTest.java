package org.spean.crypto.hashchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.HashStep;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainException.Kind;

/** What the walk refuses, and the few liberties it takes. */
class HashChainWalkTest {
    private static final DigestAlgorithm SHA = DigestAlgorithm.SHA_512;
    private static final List<byte[]> OTHERS = HashTreeTest.leaves(SHA, 6);
    private static final MessageDigests SINGLE = new MessageDigests(SHA, SHA.digest(new byte[1]), List.of());
    private static final MessageDigests WITH_BODY =
            new MessageDigests(SHA, SHA.digest(new byte[2]), List.of(SHA.digest(new byte[3])));

    private record Documents(String result, String chain, MessageDigests digests) {
        static Documents of(MessageDigests digests, int index, int size) {
            List<byte[]> leaves = new ArrayList<>(OTHERS.subList(0, size));
            leaves.set(index, digests.leaf());
            HashTree tree = HashTree.over(SHA, leaves);
            return new Documents(
                    text(HashChainWriter.result(SHA, tree.root())),
                    text(HashChainWriter.chain(tree.path(index), digests)),
                    digests);
        }

        Documents chain(UnaryOperator<String> change) {
            String changed = change.apply(chain);
            assertThat(changed).isNotEqualTo(chain);
            return new Documents(result, changed, digests);
        }

        Documents result(UnaryOperator<String> change) {
            String changed = change.apply(result);
            assertThat(changed).isNotEqualTo(result);
            return new Documents(changed, chain, digests);
        }

        void check() throws HashChainException {
            HashChainWalk.check(bytes(result), bytes(chain), digests);
        }

        void refused(Kind kind) {
            assertThatThrownBy(this::check)
                    .isInstanceOfSatisfying(
                            HashChainException.class,
                            e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
        }
    }

    private final Documents batch = Documents.of(WITH_BODY, 2, 5);
    private final Documents singles = Documents.of(SINGLE, 1, 5);

    @Test
    void refusesEveryChangedBit() {
        for (Documents good : List.of(batch, singles, Documents.of(WITH_BODY, 0, 1))) {
            for (boolean inChain : new boolean[] {false, true}) {
                byte[] document = bytes(inChain ? good.chain : good.result);
                int declarationEnd = text(document).indexOf("?>");
                for (int bit = 0; bit < document.length * 8; bit++) {
                    byte[] changed = document.clone();
                    changed[bit / 8] ^= (byte) (1 << bit % 8);
                    byte[] result = inChain ? bytes(good.result) : changed;
                    byte[] chain = inChain ? changed : bytes(good.chain);
                    if (bit / 8 < declarationEnd && bit % 8 == 5) {
                        continue; // letter case of "UTF-8" does not matter
                    }
                    assertThatThrownBy(() -> HashChainWalk.check(result, chain, good.digests))
                            .as("bit %d of byte %d: %s", bit % 8, bit / 8, text(changed))
                            .isInstanceOf(HashChainException.class);
                }
            }
        }
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < batch.chain.length() - 1; length++) {
            int end = length;
            batch.chain(s -> s.substring(0, end)).refused(Kind.MALFORMED);
        }
        for (int length = 0; length < batch.result.length() - 1; length++) {
            int end = length;
            assertThatThrownBy(() -> batch.result(s -> s.substring(0, end)).check())
                    .isInstanceOf(HashChainException.class);
        }
    }

    @Test
    void acceptsOtherWaysToWriteTheSame() throws Exception {
        String chain = batch.chain;
        batch.chain(s -> s.substring(s.indexOf("?>") + 2).strip()).check();
        batch.chain(s -> s.replace('"', '\'')).check();
        batch.chain(s -> s.replaceAll(">\\s+<", "><")).check();
        batch.chain(s -> s.replaceAll("\"/>", "\" ></StepRef>").replaceFirst("sha512\" ></StepRef>", "sha512\"/>"))
                .check();
        batch.chain(s -> s.replace("</ns2:DigestValue>", "&#13;\n</ns2:DigestValue>"))
                .check();
        batch.chain(s -> s.replace("ns2", "a.b-c_1")).check();
        batch.chain(s -> s.replace("<ns2:DigestValue>", "<DigestValue xmlns=\"http://www.w3.org/2000/09/xmldsig#\">")
                        .replace("</ns2:", "</"))
                .check();
        batch.chain(s -> s.replace(
                        "<HashValue>\n",
                        "<HashValue><ns2:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha512\"/>"))
                .check();
        batch.chain(
                        s -> s.replaceAll(" *<DefaultDigestMethod.*\n", "")
                                .replaceAll(
                                        "(<HashValue>|<DataRef URI=\"[^\"]*\">)",
                                        "$1<ns2:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha512\"/>")
                                .replaceAll(
                                        "(<StepRef URI=\"[^\"]*\")/>",
                                        "$1><ns2:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha512\"/></StepRef>"))
                .check();
        // steps in another order
        int step = chain.indexOf("    <HashStep");
        int next = chain.indexOf("    <HashStep", step + 1);
        int end = chain.indexOf("</HashChain>");
        batch.chain(s -> s.substring(0, step) + s.substring(next, end) + s.substring(step, next) + s.substring(end))
                .check();
    }

    @Test
    void followsStepsOfDifferentAlgorithms() throws Exception {
        byte[] other = DigestAlgorithm.SHA_256.digest(new byte[5]);
        byte[] leaf = HashStep.of(
                DigestAlgorithm.SHA_384,
                List.of(SHA, SHA),
                List.of(WITH_BODY.message(), WITH_BODY.attachments().getFirst()));
        byte[] root = HashStep.of(
                DigestAlgorithm.SHA_256,
                List.of(DigestAlgorithm.SHA_384, DigestAlgorithm.SHA_256),
                List.of(leaf, other));
        String chain = "<HashChain xmlns='http://cyber.ee/hashchain' xmlns:d='http://www.w3.org/2000/09/xmldsig#'>"
                + "<DefaultDigestMethod Algorithm='" + DigestAlgorithm.SHA_512.uri() + "'/><HashStep id='a'>"
                + "<StepRef URI='#b'><d:DigestMethod Algorithm='" + DigestAlgorithm.SHA_384.uri() + "'/></StepRef>"
                + "<HashValue><d:DigestMethod Algorithm='" + DigestAlgorithm.SHA_256.uri() + "'/>" + value(other)
                + "</HashValue></HashStep>"
                + "<HashStep id='b'><DataRef URI='/message.xml'>" + value(WITH_BODY.message())
                + "</DataRef><DataRef URI='/attachment1'>"
                + value(WITH_BODY.attachments().getFirst()) + "</DataRef></HashStep></HashChain>";
        String result = "<HashChainResult xmlns='http://cyber.ee/hashchain' URI='/sig-hashchain.xml#a'"
                + " xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:DigestMethod Algorithm='"
                + DigestAlgorithm.SHA_256.uri() + "'/>" + value(root) + "</HashChainResult>";

        HashChainWalk.check(bytes(result), bytes(chain), WITH_BODY);
    }

    @Test
    void refusesSteps() {
        batch.chain(s -> s.replace("#STEP2", "#STEP0")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("#STEP2", "#STEP1")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("#STEP2", "#STEP7")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("id=\"STEP2\"", "id=\"STEP1\"")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("#STEP1", "/sig-hashchain.xml#STEP1")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("#STEP1", "/other.xml#STEP1")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace(" id=\"STEP1\"", "")).refused(Kind.MALFORMED);
        batch.chain(s -> s.replace("</HashChain>", "<HashStep id=\"X\"/></HashChain>"))
                .refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("<StepRef URI=\"#STEP1\"/>", "<StepRef URI=\"#STEP1\"/><StepRef URI=\"#STEP2\"/>"))
                .refused(Kind.MALFORMED);
        batch.chain(s -> s.replace("<StepRef URI=\"#STEP1\"/>", "")).refused(Kind.REFERENCE);
    }

    /** An exponential document: each step refers to the next one twice. */
    @Test
    void refusesStepsReferredToTwice() {
        StringBuilder chain = new StringBuilder(head());
        for (int i = 0; i < 40; i++) {
            chain.append("<HashStep id='STEP" + i + "'>" + ("<StepRef URI='#STEP" + (i + 1) + "'/>").repeat(2)
                    + "</HashStep>");
        }
        chain.append("<HashStep id='STEP40'><DataRef URI='/message.xml'>" + value(SINGLE.message())
                + "</DataRef></HashStep></HashChain>");

        new Documents(singles.result, chain.toString(), SINGLE).refused(Kind.MALFORMED);
    }

    @Test
    void refusesTooMuch() {
        StringBuilder deep = new StringBuilder(head());
        for (int i = 0; i < 65; i++) {
            deep.append("<HashStep id='STEP" + i + "'><StepRef URI='#STEP" + (i + 1) + "'/></HashStep>");
        }
        new Documents(singles.result, deep + "</HashChain>", SINGLE).refused(Kind.LIMIT);
        singles.chain(s -> s.replace("</HashChain>", " ".repeat(70_000) + "</HashChain>"))
                .refused(Kind.LIMIT);
        singles.result(s -> s.replace("</HashChainResult>", " ".repeat(5_000) + "</HashChainResult>"))
                .refused(Kind.LIMIT);
        new Documents(
                        singles.result,
                        head() + "<HashStep id='STEP0'>"
                                + ("<HashValue>" + value(SINGLE.message()) + "</HashValue>").repeat(4)
                                + "</HashStep></HashChain>",
                        SINGLE)
                .refused(Kind.LIMIT);
        assertThatThrownBy(() -> HashChainWalk.check(
                        bytes(singles.result), bytes(head() + "<HashStep id='a'>".repeat(1000)), SINGLE))
                .isInstanceOf(HashChainException.class);
    }

    @Test
    void acceptsTheDeepestPath() throws Exception {
        List<HashPath.Node> nodes = new ArrayList<>();
        for (int i = 0; i < HashPath.MAX_NODES; i++) {
            nodes.add(new HashPath.Node(OTHERS.get(i % 6), i % 3 == 0));
        }
        HashPath path = new HashPath(SHA, nodes);
        HashChainWalk.check(
                HashChainWriter.result(SHA, path.root(WITH_BODY.leaf())),
                HashChainWriter.chain(path, WITH_BODY),
                WITH_BODY);
    }

    @Test
    void acceptsManyAttachments() throws Exception {
        MessageDigests many = new MessageDigests(SHA, SINGLE.message(), HashTreeTest.leaves(SHA, 2_000));
        HashTree tree = HashTree.over(SHA, List.of(many.leaf()));
        HashChainWalk.check(HashChainWriter.result(SHA, tree.root()), HashChainWriter.chain(tree.path(0), many), many);
    }

    @Test
    void demandsEveryInputOnce() {
        MessageDigests digests = batch.digests;
        List<byte[]> two = List.of(digests.attachments().getFirst(), digests.message());
        new Documents(batch.result, batch.chain, new MessageDigests(SHA, digests.message(), two))
                .refused(Kind.UNUSED_INPUT);
        new Documents(batch.result, batch.chain, new MessageDigests(SHA, digests.message(), List.of()))
                .refused(Kind.REFERENCE);
        new Documents(singles.result, singles.chain, new MessageDigests(SHA, SINGLE.message(), two))
                .refused(Kind.UNUSED_INPUT);
        batch.chain(s -> s.replace("/attachment1", "/message.xml")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("/message.xml", "/attachment1")).refused(Kind.INPUT_DIGEST);
        batch.chain(s -> s.replaceAll("(?s)( *<DataRef URI=\"/attachment1.*?</DataRef>\n)", "$1$1"))
                .refused(Kind.REFERENCE);
        batch.chain(s -> s.replace("/attachment1", "/attachment2")).refused(Kind.REFERENCE);
        batch.chain(s -> s.replaceAll("(?s) *<DataRef URI=\"/attachment1.*?</DataRef>\n", ""))
                .refused(Kind.UNUSED_INPUT);
        batch.chain(s -> s.replaceAll("(?s) *<DataRef URI=.*</DataRef>\n", "")).refused(Kind.UNUSED_INPUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/attachment", "/attachment0", "/attachment01", "/attachment-1", "/attachment99999999", "/a", ""
            })
    void refusesUnknownParts(String uri) {
        batch.chain(s -> s.replace("/attachment1", uri)).refused(Kind.REFERENCE);
    }

    /** With all other digests passed off as neighbours, an attachment could be dropped from a message. */
    @Test
    void refusesAttachmentsPassedOffAsNeighbours() {
        MessageDigests three = new MessageDigests(SHA, SINGLE.message(), OTHERS.subList(0, 2));
        Documents honest = Documents.of(three, 0, 1);
        MessageDigests cut = new MessageDigests(SHA, SINGLE.message(), OTHERS.subList(0, 1));
        UnaryOperator<String> hide =
                s -> s.replaceAll("(?s)<DataRef URI=\"/attachment2\">(.*?)</DataRef>", "<HashValue>$1</HashValue>");

        new Documents(honest.result, hide.apply(honest.chain), cut).refused(Kind.MALFORMED);
        new Documents(
                        honest.result,
                        hide.apply(honest.chain)
                                .replaceAll(
                                        "(?s)<DataRef URI=\"/attachment1\">(.*?)</DataRef>",
                                        "<HashValue>$1</HashValue>"),
                        SINGLE)
                .refused(Kind.MALFORMED);
    }

    @Test
    void refusesOtherAlgorithms() {
        batch.chain(s -> s.replace("sha512", "sha1")).refused(Kind.ALGORITHM);
        batch.result(s -> s.replace("sha512", "md5")).refused(Kind.ALGORITHM);
        // the digest has the wrong length before it has the wrong value
        batch.chain(s -> s.replace("sha512", "sha256")).refused(Kind.MALFORMED);
        MessageDigests shorter = new MessageDigests(
                DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_256.digest(), List.of(DigestAlgorithm.SHA_256.digest()));
        new Documents(batch.result, batch.chain, shorter).refused(Kind.ALGORITHM);
        batch.chain(s -> s.replaceAll(" *<DefaultDigestMethod.*\n", "")).refused(Kind.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<HashChain |<!DOCTYPE HashChain><HashChain ",
                "<HashChain |<!-- x --><HashChain ",
                "<HashChain |<?x y?><HashChain ",
                "<HashStep |<!-- x --><HashStep ",
                "</ns2:DigestValue>|<![CDATA[]]></ns2:DigestValue>",
                "</ns2:DigestValue>|<!-- x --></ns2:DigestValue>",
                "</ns2:DigestValue>|&amp;</ns2:DigestValue>",
                "</ns2:DigestValue>|A</ns2:DigestValue>",
                "</HashChain>|</HashChain>x",
                "</HashChain>|</HashChain><HashChain/>",
                "</HashStep>|text</HashStep>",
                "URI=\"/message.xml\"|URI=\"/message.xml\" URI=\"/message.xml\"",
                "URI=\"/message.xml\"|URI=\"/message.xml\" x:URI=\"/message.xml\"",
                "URI=\"/message.xml\"|URI=\"/mess&#97;ge.xml\"",
                "URI=\"/message.xml\"|Uri=\"/message.xml\"",
                "URI=\"/message.xml\"|URI=/message.xml",
                "HashChain xmlns=|HashChain xmlns:ns3=",
                "xmlns:ns2=|xmlns:ns3=",
                "xmlns:ns2=|xmlns:xml=",
                "xmlns:ns2=|xmlns:ns2=\"x\" xmlns:ns2=",
                "http://cyber.ee/hashchain|http://cyber.ee/hashchain/",
                "<HashValue>|<HashValue><ns2:Transforms/>",
                "DataRef|DataReference",
                "UTF-8|UTF-16",
                "version=\"1.0\"|version=\"1.1\"",
            })
    void refusesWhatIsNoHashChain(String find, String replace) {
        batch.chain(s -> s.replaceFirst(
                        java.util.regex.Pattern.quote(find), java.util.regex.Matcher.quoteReplacement(replace)))
                .refused(Kind.MALFORMED);
    }

    @Test
    void refusesResults() {
        batch.result(s -> s.replace("/sig-hashchain.xml#STEP0", "/ts-hashchain.xml#STEP0"))
                .refused(Kind.REFERENCE);
        batch.result(s -> s.replace("#STEP0", "#")).refused(Kind.REFERENCE);
        batch.result(s -> s.replace("#STEP0", "#STEP1")).refused(Kind.REFERENCE);
        batch.result(s -> s.replace("HashChainResult", "HashChain")).refused(Kind.MALFORMED);
        batch.result(s -> s.replaceAll(" *<ns2:DigestMethod.*\n", "")).refused(Kind.MALFORMED);
        batch.result(s -> s.replace("</HashChainResult>", "<ns2:DigestValue/></HashChainResult>"))
                .refused(Kind.MALFORMED);
        new Documents(singles.result, batch.chain, batch.digests).refused(Kind.RESULT_DIGEST);
    }

    /** Another spelling of the same digest would let one message have several documents. */
    @Test
    void refusesUnusedBitsInBase64() {
        String digest = Base64.getEncoder().encodeToString(SINGLE.message());
        char last = digest.charAt(85);
        String other = digest.substring(0, 85) + (char) (last + 1) + "==";
        assertThat(Base64.getDecoder().decode(other)).isEqualTo(SINGLE.message());

        singles.chain(s -> s.replace(digest, other)).refused(Kind.MALFORMED);
    }

    private static String head() {
        return "<HashChain xmlns='http://cyber.ee/hashchain' xmlns:d='http://www.w3.org/2000/09/xmldsig#'>"
                + "<DefaultDigestMethod Algorithm='" + SHA.uri() + "'/>";
    }

    private static String value(byte[] digest) {
        return "<d:DigestValue>" + Base64.getEncoder().encodeToString(digest) + "</d:DigestValue>";
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String document) {
        return document.getBytes(StandardCharsets.ISO_8859_1);
    }
}
