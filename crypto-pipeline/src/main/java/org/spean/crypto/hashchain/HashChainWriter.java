package org.spean.crypto.hashchain;

import java.nio.charset.StandardCharsets;
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
    static final byte[] STEP = ascii("    <HashStep id=\"STEP");
    static final byte[] STEP_ID_END = ascii("\">\n");
    static final byte[] STEP_END = ascii("    </HashStep>\n");
    static final byte[] STEP_REF = ascii("        <StepRef URI=\"#STEP");
    static final byte[] STEP_REF_END = ascii("\"/>\n");
    static final byte[] HASH_VALUE = ascii("        <HashValue>\n            <ns2:DigestValue>");
    static final byte[] HASH_VALUE_END = ascii("</ns2:DigestValue>\n        </HashValue>\n");
    static final byte[] MESSAGE_REF = firstInput(HashChainKind.SIGNATURE);
    private static final byte[] SIGNATURE_REF = firstInput(HashChainKind.TIME_STAMP);
    static final byte[] ATTACHMENT_REF = ascii("        <DataRef URI=\"/attachment");
    static final byte[] ATTACHMENT_REF_ID_END = ascii("\">\n            <ns2:DigestValue>");
    static final byte[] DATA_REF_END = ascii("</ns2:DigestValue>\n        </DataRef>\n");
    static final byte[] CHAIN_END = ascii("</HashChain>\n");

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
        Output out = new Output(head.length + length(firstInput, nodes.size(), digests));
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

    /** Octets of a chain after its head. */
    private static int length(byte[] firstInput, int nodes, MessageDigests digests) {
        int digest = base64Length(digests.algorithm().length());
        int steps = digests.single() ? nodes : nodes + 1;
        int length = steps * (STEP.length + STEP_ID_END.length + STEP_END.length)
                + nodes * (HASH_VALUE.length + digest + HASH_VALUE_END.length)
                + (steps - 1) * (STEP_REF.length + STEP_REF_END.length)
                + firstInput.length
                + digest
                + DATA_REF_END.length
                + CHAIN_END.length;
        for (int step = 0; step < steps; step++) {
            length += (step == 0 ? 1 : 2) * digits(step); // where it is, and where it is referred to
        }
        for (int attachment = 1; attachment <= digests.attachments().size(); attachment++) {
            length += ATTACHMENT_REF.length
                    + digits(attachment)
                    + ATTACHMENT_REF_ID_END.length
                    + digest
                    + DATA_REF_END.length;
        }
        return length;
    }

    private static int digits(int number) {
        return number < 10 ? 1 : 1 + digits(number / 10);
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

    /** What every result with this algorithm begins with. */
    static byte[] resultHead(DigestAlgorithm algorithm) {
        return head(HEADS, algorithm).result;
    }

    /** What every chain with this algorithm begins with. */
    static byte[] chainHead(DigestAlgorithm algorithm) {
        return head(HEADS, algorithm).chain;
    }

    static int base64Length(int length) {
        return (length + 2) / 3 * 4;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Fills an array whose size was computed before. */
    private static final class Output {
        private final byte[] bytes;
        private int size;

        Output(int length) {
            bytes = new byte[length];
        }

        Output put(byte[] data) {
            System.arraycopy(data, 0, bytes, size, data.length);
            size += data.length;
            return this;
        }

        Output base64(byte[] data) {
            return put(Base64.getEncoder().encode(data));
        }

        Output number(int value) {
            if (value >= 10) {
                number(value / 10);
            }
            bytes[size++] = (byte) ('0' + value % 10);
            return this;
        }

        byte[] bytes() {
            if (size != bytes.length) {
                throw new IllegalStateException("length: " + bytes.length + " (expected: " + size + ")");
            }
            return bytes;
        }
    }
}
