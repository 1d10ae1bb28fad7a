package org.spean.crypto.hashchain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;

/**
 * Writes the two documents as stock servers do, in one of the two forms of prefixes that these use: hash chain elements in the
 * default namespace, {@code ns2} for XML signature, indented by four spaces.
 */
public final class HashChainWriter {
    /** Id of the step that the result refers to. */
    static final String FIRST_STEP = "STEP0";

    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String NAMESPACES =
            "xmlns=\"http://cyber.ee/hashchain\" xmlns:ns2=\"http://www.w3.org/2000/09/xmldsig#\">\n";
    private static final byte[] RESULT_END = ascii("</ns2:DigestValue>\n</HashChainResult>\n");
    private static final byte[] STEP = ascii("    <HashStep id=\"STEP");
    private static final byte[] STEP_ID_END = ascii("\">\n");
    private static final byte[] STEP_END = ascii("    </HashStep>\n");
    private static final byte[] STEP_REF = ascii("        <StepRef URI=\"#STEP");
    private static final byte[] STEP_REF_END = ascii("\"/>\n");
    private static final byte[] HASH_VALUE = ascii("        <HashValue>\n            <ns2:DigestValue>");
    private static final byte[] HASH_VALUE_END = ascii("</ns2:DigestValue>\n        </HashValue>\n");
    private static final byte[] MESSAGE_REF = firstInput(HashChainKind.SIGNATURE);
    private static final byte[] SIGNATURE_REF = firstInput(HashChainKind.TIME_STAMP);
    private static final byte[] ATTACHMENT_REF = ascii("        <DataRef URI=\"/attachment");
    private static final byte[] ATTACHMENT_REF_ID_END = ascii("\">\n            <ns2:DigestValue>");
    private static final byte[] DATA_REF_END = ascii("</ns2:DigestValue>\n        </DataRef>\n");
    private static final byte[] CHAIN_END = ascii("</HashChain>\n");

    private static final Map<DigestAlgorithm, Heads> HEADS = heads(HashChainKind.SIGNATURE);
    private static final Map<DigestAlgorithm, Heads> STAMP_HEADS = heads(HashChainKind.TIME_STAMP);

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record Heads(byte[] result, byte[] chain) {}

    private HashChainWriter() {}

    /** {@code /sig-hashchainresult.xml}: the same for all messages of a batch. */
    public static byte[] result(DigestAlgorithm algorithm, byte[] root) {
        return result(head(HEADS, algorithm), root);
    }

    /** {@code /ts-hashchainresult.xml}: the same for all signature documents under a time-stamp. */
    public static byte[] stampResult(DigestAlgorithm algorithm, byte[] root) {
        return result(head(STAMP_HEADS, algorithm), root);
    }

    private static byte[] result(Heads heads, byte[] root) {
        byte[] head = heads.result;
        Output out = new Output(head.length + base64Length(root.length) + RESULT_END.length);
        return out.put(head).base64(root).put(RESULT_END).bytes();
    }

    /**
     * {@code /sig-hashchain.xml} of one message: from the root ({@code STEP0}) down to it.
     *
     * @param path of the message's {@linkplain MessageDigests#leaf() leaf}
     * @throws IllegalArgumentException if a single message is the whole batch: that has no chain, it is signed itself
     */
    public static byte[] chain(HashPath path, MessageDigests digests) {
        DigestAlgorithm algorithm = path.algorithm();
        if (algorithm != digests.algorithm()) {
            throw new IllegalArgumentException("path: " + algorithm + " (expected: " + digests.algorithm() + ")");
        }
        List<HashPath.Node> nodes = path.nodes();
        if (nodes.isEmpty() && digests.single()) {
            throw new IllegalArgumentException("path: empty (expected: a neighbour or an attachment to join)");
        }
        return chain(HEADS, MESSAGE_REF, path, digests);
    }

    /**
     * {@code /ts-hashchain.xml} of one signature document: from the root ({@code STEP0}) down to it.
     *
     * @param path of the document's digest, which is {@code digest}
     * @throws IllegalArgumentException if it is alone: then its signature value is stamped, without a chain
     */
    public static byte[] stampChain(HashPath path, byte[] digest) {
        if (path.nodes().isEmpty()) {
            throw new IllegalArgumentException("path: empty (expected: a neighbour to join)");
        }
        return chain(STAMP_HEADS, SIGNATURE_REF, path, new MessageDigests(path.algorithm(), digest, List.of()));
    }

    private static byte[] chain(
            Map<DigestAlgorithm, Heads> heads, byte[] firstInput, HashPath path, MessageDigests digests) {
        DigestAlgorithm algorithm = path.algorithm();
        List<HashPath.Node> nodes = path.nodes();
        byte[] head = head(heads, algorithm).chain;
        int entry = base64Length(algorithm.length()) + 128;
        Output out = new Output(head.length
                + nodes.size() * (entry + 128)
                + (1 + digests.attachments().size()) * entry
                + 128);
        out.put(head);
        int step = 0;
        for (int i = nodes.size() - 1; i >= 0; i--) {
            HashPath.Node node = nodes.get(i);
            open(out, step++);
            if (node.left()) {
                out.put(HASH_VALUE).base64(node.digest()).put(HASH_VALUE_END);
            }
            if (i == 0 && digests.single()) {
                inputs(out, firstInput, digests);
            } else {
                out.put(STEP_REF).number(step).put(STEP_REF_END);
            }
            if (!node.left()) {
                out.put(HASH_VALUE).base64(node.digest()).put(HASH_VALUE_END);
            }
            out.put(STEP_END);
        }
        if (!digests.single()) {
            open(out, step);
            inputs(out, firstInput, digests);
            out.put(STEP_END);
        }
        return out.put(CHAIN_END).bytes();
    }

    private static void open(Output out, int step) {
        out.put(STEP).number(step).put(STEP_ID_END);
    }

    private static void inputs(Output out, byte[] firstInput, MessageDigests digests) {
        out.put(firstInput).base64(digests.message()).put(DATA_REF_END);
        int number = 1;
        for (byte[] attachment : digests.attachments()) {
            out.put(ATTACHMENT_REF).number(number++).put(ATTACHMENT_REF_ID_END);
            out.base64(attachment).put(DATA_REF_END);
        }
    }

    private static byte[] firstInput(HashChainKind kind) {
        return ascii("        <DataRef URI=\"" + kind.input() + "\">\n            <ns2:DigestValue>");
    }

    private static Heads head(Map<DigestAlgorithm, Heads> heads, DigestAlgorithm algorithm) {
        return Objects.requireNonNull(heads.get(algorithm));
    }

    private static Map<DigestAlgorithm, Heads> heads(HashChainKind kind) {
        Map<DigestAlgorithm, Heads> heads = new EnumMap<>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            heads.put(
                    algorithm,
                    new Heads(
                            ascii(DECLARATION + "<HashChainResult URI=\"" + kind.chain() + "#" + FIRST_STEP + "\" "
                                    + NAMESPACES
                                    + "    <ns2:DigestMethod Algorithm=\"" + algorithm.uri() + "\"/>\n"
                                    + "    <ns2:DigestValue>"),
                            ascii(DECLARATION + "<HashChain " + NAMESPACES + "    <DefaultDigestMethod Algorithm=\""
                                    + algorithm.uri() + "\"/>\n")));
        }
        return heads;
    }

    private static int base64Length(int length) {
        return (length + 2) / 3 * 4;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A byte array that grows. */
    private static final class Output {
        private byte[] bytes;
        private int size;

        Output(int capacity) {
            bytes = new byte[capacity];
        }

        Output put(byte[] data) {
            if (size + data.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + data.length));
            }
            System.arraycopy(data, 0, bytes, size, data.length);
            size += data.length;
            return this;
        }

        Output base64(byte[] data) {
            return put(Base64.getEncoder().encode(data));
        }

        Output number(int value) {
            return put(ascii(Integer.toString(value)));
        }

        byte[] bytes() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }
}
