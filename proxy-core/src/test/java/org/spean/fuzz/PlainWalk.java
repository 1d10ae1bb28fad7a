package org.spean.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A hash chain by the book: a tree of its XML, recursion from step to step, DER by a library. Nothing of it is shared with what
 * it is compared with, and it is as strict as a proof needs and no more: every step is used once, every part is named once
 * with its digest, and what comes of it is the result.
 */
final class PlainWalk {

    private static final String CHAIN = "http://cyber.ee/hashchain";
    private static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
    private static final DocumentBuilder XML = builder();

    private final Map<String, Element> steps = new HashMap<>();
    private final Set<String> parts = new HashSet<>();
    private final @Nullable DigestAlgorithm usual;
    private final MessageDigests digests;

    private PlainWalk(byte[] chain, MessageDigests digests) throws IOException {
        Element root = root(chain, "HashChain");
        Element method = child(root, CHAIN, "DefaultDigestMethod");
        this.usual = method == null ? null : algorithm(method);
        this.digests = digests;
        for (Element step : children(root, CHAIN, "HashStep")) {
            require(steps.put(step.getAttribute("id"), step) == null, "two steps of one id");
        }
    }

    /**
     * Returns if the chain proves the message by the result.
     *
     * @throws IOException if not
     */
    static void check(byte[] result, byte[] chain, MessageDigests digests) throws IOException {
        Element root = root(result, "HashChainResult");
        DigestAlgorithm algorithm = algorithm(Objects.requireNonNull(child(root, SIGNATURE, "DigestMethod")));
        String uri = root.getAttribute("URI");
        require(uri.startsWith("/sig-hashchain.xml#"), "result of " + uri);
        byte[] stated = value(root);
        byte[] computed = root(chain, uri.substring(uri.indexOf('#') + 1), algorithm, digests);
        require(Arrays.equals(stated, computed), "another root");
    }

    /**
     * What the chain leads to from its step of this id.
     *
     * @throws IOException if it does not lead there from this message
     */
    static byte[] root(byte[] chain, String step, DigestAlgorithm algorithm, MessageDigests digests)
            throws IOException {
        PlainWalk walk = new PlainWalk(chain, digests);
        byte[] root = walk.step(step, algorithm);
        require(walk.steps.isEmpty(), "steps that lead nowhere: " + walk.steps.keySet());
        require(walk.parts.size() == 1 + digests.attachments().size(), "only " + walk.parts);
        return root;
    }

    private byte[] step(String id, DigestAlgorithm algorithm) throws IOException {
        Element step = steps.remove(id); // once: so a circle ends, too
        require(step != null, "no step " + id);
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (Element entry : elements(Objects.requireNonNull(step))) {
            Element method = child(entry, SIGNATURE, "DigestMethod");
            DigestAlgorithm of = Objects.requireNonNull(method == null ? usual : algorithm(method));
            byte[] digest = switch (entry.getLocalName()) {
                case "HashValue" -> value(entry);
                case "DataRef" -> part(entry.getAttribute("URI"), of, value(entry));
                case "StepRef" -> step(entry.getAttribute("URI").substring(1), of);
                default -> throw new IOException(entry.getLocalName());
            };
            ASN1EncodableVector one = new ASN1EncodableVector();
            one.add(new DEROctetString(digest));
            one.add(new DERUTF8String(of.uri()));
            one.add(new DERSequence());
            all.add(new DERSequence(one));
        }
        return algorithm.digest(new DERSequence(all).getEncoded());
    }

    private byte[] part(String name, DigestAlgorithm algorithm, byte[] digest) throws IOException {
        byte[] actual = null;
        if (name.equals("/message.xml")) {
            actual = digests.message();
        }
        for (int i = 0; i < digests.attachments().size(); i++) {
            if (name.equals("/attachment" + (i + 1))) {
                actual = digests.attachments().get(i);
            }
        }
        require(
                algorithm == digests.algorithm() && actual != null && MessageDigest.isEqual(actual, digest),
                name + " is another");
        require(parts.add(name), name + " twice");
        return digest;
    }

    // ---- XML

    private static Element root(byte[] document, String name) throws IOException {
        try {
            Element root = XML.parse(new ByteArrayInputStream(document)).getDocumentElement();
            require(name.equals(root.getLocalName()) && CHAIN.equals(root.getNamespaceURI()), "no " + name);
            return root;
        } catch (SAXException e) {
            throw new IOException(e);
        }
    }

    private static DigestAlgorithm algorithm(Element method) throws IOException {
        DigestAlgorithm algorithm = DigestAlgorithm.ofUri(method.getAttribute("Algorithm"));
        require(algorithm != null, "algorithm " + method.getAttribute("Algorithm"));
        return Objects.requireNonNull(algorithm);
    }

    private static byte[] value(Element of) throws IOException {
        Element value = child(of, SIGNATURE, "DigestValue");
        require(value != null, "no digest");
        return Base64.getMimeDecoder().decode(Objects.requireNonNull(value).getTextContent());
    }

    private static @Nullable Element child(Element of, String namespace, String name) {
        List<Element> all = children(of, namespace, name);
        return all.isEmpty() ? null : all.getFirst();
    }

    private static List<Element> children(Element of, String namespace, String name) {
        return elements(of).stream()
                .filter(child -> name.equals(child.getLocalName()) && namespace.equals(child.getNamespaceURI()))
                .toList();
    }

    private static List<Element> elements(Element of) {
        List<Element> all = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                all.add(element);
            }
        }
        return all;
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }
}
