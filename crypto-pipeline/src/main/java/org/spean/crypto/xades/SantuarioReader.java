package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.spean.crypto.xades.SignatureDocument.CertificateReference;
import org.spean.crypto.xades.SignatureDocument.Reference;
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

    private static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    private static final String XADES = Profile.XADES;
    private static final Set<String> ASIC =
            Set.of("http://uri.etsi.org/02918/v1.2.1#", "http://uri.etsi.org/02918/v1.1.1#");
    private static final Set<String> CANONICALISATIONS =
            Set.of(Profile.C14N, "http://www.w3.org/2001/10/xml-exc-c14n#");
    private static final int MAX_REFERENCES = 64;

    static {
        Init.init();
    }

    private final Set<String> ids = new HashSet<>();
    private String signatureId = "";

    private SantuarioReader() {}

    /** Reads a signature document. A {@link Deviation} is final: this is no acceptable signature. */
    public static ReadSignature read(byte[] document) {
        if (document.length > SignatureReader.MAX_LENGTH) {
            return new Deviation("longer than " + SignatureReader.MAX_LENGTH + " bytes");
        }
        try {
            return new SantuarioReader().signature(parse(document));
        } catch (MalformedException e) {
            return new Deviation(e.reason());
        } catch (SAXException | IOException e) {
            return new Deviation("not well-formed: " + e.getMessage());
        } catch (ParserConfigurationException | XMLSecurityException e) {
            throw new IllegalStateException("XML parser or canonicaliser is not available", e);
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

    private SignatureDocument signature(Document document) throws MalformedException, XMLSecurityException {
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
        signatureId = requiredId(signature);
        Element signedInfo = in.required(DS, "SignedInfo");
        Element value = in.required(DS, "SignatureValue");
        idIs(value, own("signature-value", "value-"));
        byte[] signatureValue = base64(value, "Id");
        byte[] certificate = certificate(in.required(DS, "KeyInfo"));
        Element object = in.required(DS, "Object");
        in.end();

        in = new ElementWalk(object);
        Element qualifying = in.required(XADES, "QualifyingProperties");
        in.end();
        in = new ElementWalk(qualifying, "Target");
        if (!("#" + signatureId).equals(attribute(qualifying, "Target"))) {
            throw new MalformedException("QualifyingProperties: Target is not the signature");
        }
        Element signedProperties = in.required(XADES, "SignedProperties");
        Element unsignedProperties = in.optional(XADES, "UnsignedProperties");
        in.end();

        var info = new SignedInfo(signedInfo, "#" + requiredId(signedProperties));
        if (!("#" + own("signed-properties", "xades-")).equals(info.properties.uri())) {
            throw new MalformedException("SignedProperties: unknown Id");
        }
        var properties = new SignedProperties(signedProperties, info.names);
        var unsigned = new UnsignedProperties(unsignedProperties);
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
                unsigned.ocspResponses);
    }

    private static byte[] certificate(Element keyInfo) throws MalformedException {
        var in = new ElementWalk(keyInfo);
        Element data = in.required(DS, "X509Data");
        in.end();
        in = new ElementWalk(data);
        byte[] certificate = base64(in.required(DS, "X509Certificate"));
        in.end();
        return certificate;
    }

    /** Algorithms and references of ds:SignedInfo. */
    private final class SignedInfo {
        final String canonicalisation;
        final KeyAlgorithm key;
        final DigestAlgorithm digest;
        final List<Reference> objects = new ArrayList<>();
        /** How the signed properties may refer to the references: by id, in old documents by URI. */
        final Set<String> names = new HashSet<>();

        final Reference properties;
        String propertiesCanonicalisation = Profile.C14N;
        private int number;

        SignedInfo(Element element, String propertiesUri) throws MalformedException {
            var in = new ElementWalk(element);
            canonicalisation = canonicalisation(in.required(DS, "CanonicalizationMethod"));
            String method = algorithm(in.required(DS, "SignatureMethod"));
            Profile.SignedInfo shape = null;
            for (Profile.SignedInfo known : Profile.SIGNED_INFOS) {
                if (known.key().signatureUri(known.digest()).equals(method)) {
                    shape = known;
                }
            }
            if (shape == null) {
                throw new MalformedException("SignatureMethod: " + method + " is not accepted");
            }
            key = shape.key();
            digest = shape.digest();
            Reference found = null;
            Set<String> uris = new HashSet<>();
            for (Element reference = in.required(DS, "Reference");
                    reference != null;
                    reference = in.optional(DS, "Reference")) {
                Reference read = reference(reference, propertiesUri);
                if (!uris.add(read.uri()) || uris.size() > MAX_REFERENCES) {
                    throw new MalformedException("Reference: " + read.uri() + " more than once, or too many");
                }
                if (read.uri().equals(propertiesUri)) {
                    found = read;
                } else {
                    objects.add(read);
                }
            }
            in.end();
            if (found == null) {
                throw new MalformedException("SignedInfo: no reference to the signed properties");
            }
            properties = found;
        }

        private Reference reference(Element element, String propertiesUri) throws MalformedException {
            var in = new ElementWalk(element, "Id", "Type", "URI");
            String uri = String.valueOf(attribute(element, "URI"));
            idIs(element, own("signature-reference-" + number, "r-", "-" + (number + 1)));
            number++;
            names.add(uri);
            names.add("#" + attribute(element, "Id"));
            boolean toProperties = uri.equals(propertiesUri);
            String type = attribute(element, "Type");
            if (toProperties != Profile.SIGNED_PROPERTIES_TYPE.equals(type) || (!toProperties && type != null)) {
                throw new MalformedException("Reference: type " + type + " for " + uri);
            }
            Element transforms = in.optional(DS, "Transforms");
            if (transforms != null) {
                if (!toProperties) {
                    throw new MalformedException("Reference: transforms of " + uri);
                }
                var inTransforms = new ElementWalk(transforms);
                propertiesCanonicalisation = canonicalisation(inTransforms.required(DS, "Transform"));
                inTransforms.end();
            }
            Reference reference = new Reference(
                    uri, digestMethod(in.required(DS, "DigestMethod")), base64(in.required(DS, "DigestValue")));
            in.end();
            return reference;
        }
    }

    /** What the signer states about the certificate and the time, and which policy applies. */
    private static final class SignedProperties {
        final Instant signingTime;
        final CertificateReference certificate;

        SignedProperties(Element element, Set<String> names) throws MalformedException {
            var in = new ElementWalk(element, "Id");
            Element ofSignature = in.required(XADES, "SignedSignatureProperties");
            Element ofObjects = in.optional(XADES, "SignedDataObjectProperties");
            in.end();
            in = new ElementWalk(ofSignature);
            signingTime = instant(ElementWalk.text(in.required(XADES, "SigningTime")));
            Element first = in.optional(XADES, "SigningCertificate");
            var inCertificate = new ElementWalk(first != null ? first : in.required(XADES, "SigningCertificateV2"));
            certificate = certificateReference(inCertificate.required(XADES, "Cert"));
            inCertificate.end();
            Element policy = in.optional(XADES, "SignaturePolicyIdentifier");
            if (policy != null) {
                requirePolicy(policy);
            }
            in.end();
            if (ofObjects != null) {
                requireFormats(ofObjects, names);
            }
        }

        private static void requirePolicy(Element identifier) throws MalformedException {
            var in = new ElementWalk(identifier);
            Element id = in.required(XADES, "SignaturePolicyId");
            in.end();
            in = new ElementWalk(id);
            Element policyId = in.required(XADES, "SigPolicyId");
            Element policyHash = in.required(XADES, "SigPolicyHash");
            Element qualifiers = in.optional(XADES, "SigPolicyQualifiers");
            in.end();
            in = new ElementWalk(policyId);
            String urn = ElementWalk.text(in.required(XADES, "Identifier"), "Qualifier");
            Element description = in.optional(XADES, "Description");
            in.end();
            if (description != null) {
                ElementWalk.text(description);
            }
            in = new ElementWalk(policyHash);
            DigestAlgorithm method = digestMethod(in.required(DS, "DigestMethod"));
            String digest = ElementWalk.text(in.required(DS, "DigestValue"));
            in.end();
            if (!urn.equals(Profile.POLICY)
                    || method != DigestAlgorithm.SHA_512
                    || !digest.equals(Profile.POLICY_DIGEST)) {
                throw new MalformedException("SignaturePolicyIdentifier: unknown policy " + urn);
            }
            if (qualifiers != null) {
                in = new ElementWalk(qualifiers);
                var inQualifier = new ElementWalk(in.required(XADES, "SigPolicyQualifier"));
                ElementWalk.text(inQualifier.required(XADES, "SPURI"));
                inQualifier.end();
                in.end();
            }
        }

        private static void requireFormats(Element ofObjects, Set<String> names) throws MalformedException {
            var in = new ElementWalk(ofObjects);
            Element format;
            while ((format = in.optional(XADES, "DataObjectFormat")) != null) {
                if (!names.contains(String.valueOf(attribute(format, "ObjectReference")))) {
                    throw new MalformedException("DataObjectFormat: no such reference");
                }
                var inFormat = new ElementWalk(format, "ObjectReference");
                ElementWalk.text(inFormat.required(XADES, "MimeType"));
                inFormat.end();
            }
            in.end();
        }
    }

    /** Certificates and OCSP responses beside the signature. */
    private final class UnsignedProperties {
        final List<CertificateReference> references = new ArrayList<>();
        final List<byte[]> certificates = new ArrayList<>();
        final List<byte[]> ocspResponses = new ArrayList<>();

        UnsignedProperties(@Nullable Element unsignedProperties) throws MalformedException {
            if (unsignedProperties == null) {
                return;
            }
            var in = new ElementWalk(unsignedProperties);
            Element ofSignature = in.required(XADES, "UnsignedSignatureProperties");
            in.end();
            in = new ElementWalk(ofSignature);
            Element timeStamp = in.optional(XADES, "SignatureTimeStamp");
            if (timeStamp != null) {
                // Evidence has one after the message was logged; it is judged there.
                var inTimeStamp = new ElementWalk(timeStamp, "Id");
                base64(inTimeStamp.required(XADES, "EncapsulatedTimeStamp"), "Id");
                inTimeStamp.end();
            }
            Element certificateRefs = in.optional(XADES, "CompleteCertificateRefs");
            Element certificateValues = in.optional(XADES, "CertificateValues");
            Element revocationValues = in.optional(XADES, "RevocationValues");
            in.end();
            if (certificateRefs != null) {
                idIs(certificateRefs, own("complete-certificate-refs", "refs-"));
                readReferences(certificateRefs);
            }
            if (certificateValues != null) {
                readValues(
                        new ElementWalk(certificateValues),
                        "EncapsulatedX509Certificate",
                        "encapsulated-cert-",
                        certificates);
            }
            if (certificateRefs != null && references.size() != certificates.size()) {
                throw new MalformedException("CompleteCertificateRefs: not as many as certificates");
            }
            if (revocationValues != null) {
                in = new ElementWalk(revocationValues);
                readValues(
                        new ElementWalk(in.required(XADES, "OCSPValues")),
                        "EncapsulatedOCSPValue",
                        "ocsp-response-",
                        ocspResponses);
                in.end();
            }
        }

        private void readReferences(Element certificateRefs) throws MalformedException {
            var in = new ElementWalk(certificateRefs, "Id");
            var inRefs = new ElementWalk(in.required(XADES, "CertRefs"));
            in.end();
            Element cert;
            while ((cert = inRefs.optional(XADES, "Cert")) != null) {
                String uri = attribute(cert, "URI");
                if (uri != null && !uri.equals("#encapsulated-cert-" + (references.size() + 1))) {
                    throw new MalformedException("Cert: unexpected " + uri);
                }
                references.add(certificateReference(cert, "URI"));
            }
            inRefs.end();
        }

        private void readValues(ElementWalk in, String name, String idPrefix, List<byte[]> values)
                throws MalformedException {
            Element value;
            while ((value = in.optional(XADES, name)) != null) {
                idIs(value, idPrefix + (values.size() + 1));
                values.add(base64(value, "Id"));
                if (values.size() > SignatureReader.MAX_CHAIN) {
                    throw new MalformedException(name + ": too many");
                }
            }
            in.end();
        }
    }

    private static CertificateReference certificateReference(Element cert, String... attributes)
            throws MalformedException {
        var in = new ElementWalk(cert, attributes);
        Element certDigest = in.required(XADES, "CertDigest");
        Element issuerSerial = in.optional(XADES, "IssuerSerial");
        Element issuerSerialV2 = issuerSerial != null ? null : in.optional(XADES, "IssuerSerialV2");
        in.end();
        if (issuerSerialV2 != null) {
            base64(issuerSerialV2);
        }
        in = new ElementWalk(certDigest);
        DigestAlgorithm algorithm = digestMethod(in.required(DS, "DigestMethod"));
        byte[] digest = base64(in.required(DS, "DigestValue"));
        in.end();
        if (issuerSerial == null) {
            return new CertificateReference(algorithm, digest, null, null);
        }
        in = new ElementWalk(issuerSerial);
        String issuer = ElementWalk.text(in.required(DS, "X509IssuerName"));
        String serial = ElementWalk.text(in.required(DS, "X509SerialNumber"));
        in.end();
        try {
            return new CertificateReference(algorithm, digest, issuer, new BigInteger(serial.strip()));
        } catch (NumberFormatException e) {
            throw new MalformedException("X509SerialNumber: not a number");
        }
    }

    private static String canonicalisation(Element method) throws MalformedException {
        String uri = algorithm(method);
        if (!CANONICALISATIONS.contains(uri)) {
            throw new MalformedException(method.getLocalName() + ": " + uri + " is not accepted");
        }
        return uri;
    }

    private static DigestAlgorithm digestMethod(Element method) throws MalformedException {
        DigestAlgorithm algorithm = DigestAlgorithm.ofUri(algorithm(method));
        if (algorithm == null) {
            throw new MalformedException("DigestMethod: " + algorithm(method) + " is not accepted");
        }
        return algorithm;
    }

    private static String algorithm(Element method) throws MalformedException {
        new ElementWalk(method, "Algorithm").end();
        return String.valueOf(attribute(method, "Algorithm"));
    }

    private static byte[] base64(Element element, String... attributes) throws MalformedException {
        String text = ElementWalk.text(element, attributes);
        var characters = new Bytes(text.length());
        byte[] one = new byte[1];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                one[0] = c < 0x80 ? (byte) c : 0;
                characters.add(one);
            }
        }
        byte[] plain = characters.toArray();
        byte[] value = StrictBase64.decode(plain, 0, plain.length);
        if (value == null) {
            throw new MalformedException(element.getLocalName() + ": not Base64");
        }
        return value;
    }

    private static Instant instant(String text) throws MalformedException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException("SigningTime: not a time with zone: " + text);
        }
    }

    private static byte[] canonical(Element element, String method) throws XMLSecurityException {
        var out = new ByteArrayOutputStream(4096);
        Canonicalizer.getInstance(method).canonicalizeSubtree(element, out);
        return out.toByteArray();
    }

    /** The id that an element of this signature has: X-Road's fixed one, or made from the signature's id. */
    private String own(String fixed, String prefix) {
        return own(fixed, prefix, "");
    }

    private String own(String fixed, String prefix, String suffix) {
        return signatureId.equals("signature") ? fixed : prefix + signatureId + suffix;
    }

    private String requiredId(Element element) throws MalformedException {
        String id = attribute(element, "Id");
        if (id == null || !ids.add(id)) {
            throw new MalformedException(element.getLocalName() + ": no Id of its own");
        }
        return id;
    }

    /** Nothing but the known ids, though few are signed: what no rule refers to could otherwise be altered. */
    private void idIs(Element element, String expected) throws MalformedException {
        if (attribute(element, "Id") != null && !requiredId(element).equals(expected)) {
            throw new MalformedException(element.getLocalName() + ": expected Id " + expected);
        }
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
