package org.spean.crypto.hashchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;

/** The hand-written reader is compared with the JDK's parser, what we write with the protocol's schema. */
class WellFormednessTest {
    private static final DigestAlgorithm SHA = DigestAlgorithm.SHA_512;
    private static final MessageDigests MESSAGE =
            new MessageDigests(SHA, SHA.digest(new byte[2]), List.of(SHA.digest(new byte[3])));
    private static final String[] FRAGMENTS = {
        "<",
        ">",
        "/",
        "/>",
        "</",
        "\"",
        "'",
        "=",
        " ",
        "\n",
        "\r",
        "\t",
        ":",
        "&",
        "&#13;",
        "&amp;",
        "<!--",
        "-->",
        "<?",
        "?>",
        "]]>",
        "<![CDATA[",
        "xmlns",
        "xmlns:",
        "xmlns:ns2=\"\"",
        " xmlns=\"\"",
        "ns2:",
        "ns2:ns2:",
        "xml:",
        " id=\"STEP0\"",
        " id=\"\"",
        " URI=\"\"",
        "<HashStep/>",
        "<HashStep>",
        "</HashStep>",
        "STEP0",
        "#",
        "é",
        "\0",
        ".",
        "-",
        "1",
        "A==",
    };

    /** Whatever ours accepts, with random damage, is well-formed with namespaces for everybody else. */
    @Property(tries = 20_000)
    void acceptsOnlyWhatIsWellFormed(@ForAll long seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(5);
        List<byte[]> leaves = HashTreeTest.leaves(SHA, size);
        HashPath path = HashTree.over(SHA, leaves).path(random.nextInt(size));
        StringBuilder text =
                new StringBuilder(new String(HashChainWriter.chain(path, MESSAGE), StandardCharsets.ISO_8859_1));
        for (int edits = random.nextInt(4); edits >= 0; edits--) {
            int at = random.nextInt(text.length());
            String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, fragment);
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.replace(at, at + 1, fragment);
                default -> {
                    // next to markup, where it is likelier to make sense
                    int next = text.indexOf(random.nextBoolean() ? ">" : "\"", at);
                    text.insert(next < 0 ? at : next + random.nextInt(2), fragment);
                }
            }
        }
        byte[] document = text.toString().getBytes(StandardCharsets.ISO_8859_1);

        boolean accepted = true;
        try {
            ChainDocument.parse(HashChainKind.SIGNATURE, document, 2);
        } catch (HashChainException e) {
            // a dangling reference of a well-formed document is of no interest here
            accepted = false;
        }
        if (accepted) {
            assertThat(Dom.parseOrNull(document)).as(text.toString()).isNotNull();
        }
    }

    @Test
    void writesWhatTheSchemaAllows() throws Exception {
        Path schemas =
                Path.of(System.getProperty("spean.shared", "../../shared")).resolve("schemas");
        assumeThat(Files.exists(schemas.resolve("hashchain.xsd")))
                .as("left out, because there is no folder %s", schemas)
                .isTrue();
        Schema schema = schema(schemas);
        MessageDigests single = new MessageDigests(SHA, SHA.digest(), List.of());
        for (int size = 1; size < 12; size++) {
            HashTree tree = HashTree.over(SHA, HashTreeTest.leaves(SHA, size));
            valid(schema, HashChainWriter.result(SHA, tree.root()));
            for (int i = 0; i < size; i++) {
                valid(schema, HashChainWriter.chain(tree.path(i), MESSAGE));
                if (size > 1) {
                    valid(schema, HashChainWriter.chain(tree.path(i), single));
                }
            }
        }
    }

    private static void valid(Schema schema, byte[] document) throws Exception {
        schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(document)));
    }

    private static Schema schema(Path folder) throws Exception {
        SchemaFactory factory = SchemaFactory.newDefaultInstance();
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "file");
        return factory.newSchema(folder.resolve("hashchain.xsd").toFile());
    }
}
