package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.spean.crypto.xades.SignatureDocument.CertificateReference;
import org.w3c.dom.Element;

/** The small elements that occur in several places of a signature. */
final class Elements {

    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final String XADES = Profile.XADES;

    private static final Set<String> CANONICALISATIONS =
            Set.of(Profile.C14N, "http://www.w3.org/2001/10/xml-exc-c14n#");

    private Elements() {}

    static CertificateReference certificateReference(Element cert, String... attributes) throws MalformedException {
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

    static String canonicalisation(Element method) throws MalformedException {
        String uri = algorithm(method);
        if (!CANONICALISATIONS.contains(uri)) {
            throw new MalformedException(method.getLocalName() + ": " + uri + " is not accepted");
        }
        return uri;
    }

    static DigestAlgorithm digestMethod(Element method) throws MalformedException {
        DigestAlgorithm algorithm = DigestAlgorithm.ofUri(algorithm(method));
        if (algorithm == null) {
            throw new MalformedException("DigestMethod: " + algorithm(method) + " is not accepted");
        }
        return algorithm;
    }

    static String algorithm(Element method) throws MalformedException {
        new ElementWalk(method, "Algorithm").end();
        return String.valueOf(attribute(method, "Algorithm"));
    }

    static byte[] base64(Element element, String... attributes) throws MalformedException {
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

    static Instant instant(String text) throws MalformedException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException("SigningTime: not a time with zone: " + text);
        }
    }
}
