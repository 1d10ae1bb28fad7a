package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;
import static org.spean.crypto.xades.Elements.DS;
import static org.spean.crypto.xades.Elements.XADES;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads any signature that X-Road servers may legitimately send, with a DOM and Apache Santuario's canonicalisation:
 * other white space and prefixes, exclusive canonicalisation, {@code SigningCertificateV2}, and direct references to
 * {@code /message.xml} and {@code /attachmentN}. Elements are found by their place, never by an id, so that moving a
 * signed element elsewhere makes the document malformed.
 *
 * <p>About a millisecond a document; safe for use by many threads.
 */
public final class SantuarioReader {

    private static final Set<String> ASIC =
            Set.of("http://uri.etsi.org/02918/v1.2.1#", "http://uri.etsi.org/02918/v1.1.1#");

    static {
        Init.init();
    }

    private SantuarioReader() {}

    /** Reads a signature document. A {@link Deviation} is final: this is no acceptable signature. */
    public static ReadSignature read(byte[] document) {
        if (document.length > SignatureReader.MAX_LENGTH) {
            return new Deviation("longer than " + SignatureReader.MAX_LENGTH + " bytes");
        }
        try {
            return signature(parse(document));
        } catch (MalformedException e) {
            return new Deviation(e.reason());
        } catch (SAXException | IOException e) {
            return new Deviation("not well-formed: " + e.getMessage());
        } catch (XMLSecurityException e) {
            return new Deviation("has no canonical form: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("XML parser is not available", e);
        }
    }

    private static Document parse(byte[] document)
            throws SAXException, IOException, ParserConfigurationException, MalformedException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setXIncludeAware(false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(Throwing.HANDLER);
        Document parsed = builder.parse(new ByteArrayInputStream(document));
        if (!"1.0".equals(parsed.getXmlVersion())
                || !StandardCharsets.UTF_8.name().equalsIgnoreCase(parsed.getInputEncoding())) {
            throw new MalformedException("expected XML 1.0 in UTF-8");
        }
        return parsed;
    }

    private static SignatureDocument signature(Document document) throws MalformedException, XMLSecurityException {
        Element root = document.getDocumentElement();
        for (Node node = document.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (!node.isSameNode(root)) {
                throw new MalformedException("unexpected " + node.getNodeName() + " beside the root");
            }
        }
        Element signature = root;
        if (ASIC.contains(String.valueOf(root.getNamespaceURI())) && "XAdESSignatures".equals(root.getLocalName())) {
            var in = new ElementWalk(root);
            signature = in.required(DS, "Signature");
            in.end();
        } else if (!DS.equals(root.getNamespaceURI()) || !"Signature".equals(root.getLocalName())) {
            throw new MalformedException("unexpected root " + root.getNodeName());
        }
        var in = new ElementWalk(signature, "Id");
        var ids = new Ids(signature);
        Element signedInfo = in.required(DS, "SignedInfo");
        Element value = in.required(DS, "SignatureValue");
        ids.optional(value, ids.own("signature-value", "value-"));
        byte[] signatureValue = Elements.base64(value, "Id");
        byte[] certificate = certificate(in.required(DS, "KeyInfo"));
        Element object = in.required(DS, "Object");
        in.end();

        in = new ElementWalk(object);
        Element qualifying = in.required(XADES, "QualifyingProperties");
        in.end();
        in = new ElementWalk(qualifying, "Target");
        if (!("#" + ids.signature()).equals(attribute(qualifying, "Target"))) {
            throw new MalformedException("QualifyingProperties: Target is not the signature");
        }
        Element signedProperties = in.required(XADES, "SignedProperties");
        Element unsignedProperties = in.optional(XADES, "UnsignedProperties");
        in.end();

        var info = new SignedInfoElement(signedInfo, "#" + ids.required(signedProperties), ids);
        if (!("#" + ids.own("signed-properties", "xades-")).equals(info.properties.uri())) {
            throw new MalformedException("SignedProperties: unknown Id");
        }
        var properties = new SignedPropertiesElement(signedProperties, info.names);
        var unsigned = new UnsignedPropertiesElement(unsignedProperties, ids);
        return new SignatureDocument(
                info.objects,
                info.key,
                info.digest,
                canonical(signedInfo, info.canonicalisation),
                signatureValue,
                info.properties,
                canonical(signedProperties, info.propertiesCanonicalisation),
                properties.signingTime,
                certificate,
                properties.certificate,
                unsigned.certificates,
                unsigned.references,
                unsigned.ocspResponses,
                unsigned.timeStamp);
    }

    private static byte[] certificate(Element keyInfo) throws MalformedException {
        var in = new ElementWalk(keyInfo);
        Element data = in.required(DS, "X509Data");
        in.end();
        in = new ElementWalk(data);
        byte[] certificate = Elements.base64(in.required(DS, "X509Certificate"));
        in.end();
        return certificate;
    }

    private static byte[] canonical(Element element, String method) throws XMLSecurityException {
        var out = new ByteArrayOutputStream(4096);
        Canonicalizer.getInstance(method).canonicalizeSubtree(element, out);
        return out.toByteArray();
    }

    private enum Throwing implements ErrorHandler {
        HANDLER;

        @Override
        public void warning(SAXParseException exception) {
            // A warning is about declarations, of which there are none.
        }

        @Override
        public void error(SAXParseException exception) throws SAXParseException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXParseException {
            throw exception;
        }
    }
}
