package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.spean.golden.Capture;

/** What can be done to the document: its structure, its references, its algorithms. */
final class DocumentAttacks extends AttackTable {

    private final String object;

    DocumentAttacks(Capture capture, Instant now) {
        super(capture, now);
        this.object = honest.result() == null ? "/message.xml" : "/sig-hashchainresult.xml";
    }

    @Override
    void fill() {
        wrapping();
        ids();
        references();
        otherNodes();
        namespaces();
        algorithms();
    }

    private void wrapping() {
        String signed = element("xades:SignedProperties");
        String other = signed.replaceAll("SigningTime>[^<]*", "SigningTime>2026-11-23T00:00:00.000Z");
        altered("wrapping: other signed properties first", signed, other + signed);
        altered("wrapping: other signed properties last", signed, signed + other);
        malformed(
                "wrapping: the signed properties in an object of their own",
                text.replace(signed, other).replace("<ds:Object>", "<ds:Object>" + signed + "</ds:Object><ds:Object>"));
        malformed(
                "wrapping: the signed properties in the key's element",
                text.replace(signed, other).replace("<ds:KeyInfo>", "<ds:KeyInfo>" + signed));
        malformed(
                "wrapping: the signed properties beside the signature",
                text.replace(signed, other.replace("Id=\"signed-properties\"", "Id=\"other\""))
                        .replace("<ds:Signature ", signed + "<ds:Signature "));

        String signature = element("ds:Signature");
        String forged = new String(
                new Forge(pki, otherMember() + "-sign", now).seal(message).signature(), UTF_8);
        String theirs = element(forged, "ds:Signature");
        altered("wrapping: a signature of another member before it", signature, theirs + signature);
        altered("wrapping: a signature of another member behind it", signature, signature + theirs);
        malformed(
                "wrapping: the signature as an object of another member's",
                forged.replace("<ds:Object>", "<ds:Object>" + signature + "</ds:Object><ds:Object>"));
        String info = element("ds:SignedInfo");
        String otherInfo = info.replaceFirst("<ds:DigestValue>.", "<ds:DigestValue>A");
        altered("wrapping: another SignedInfo first", info, otherInfo + info);
        altered("wrapping: another SignedInfo last", info, info + otherInfo);
        altered("wrapping: two keys", "</ds:KeyInfo>", "</ds:KeyInfo>" + element(forged, "ds:KeyInfo"));
        altered("wrapping: two values", "<ds:KeyInfo>", element(forged, "ds:SignatureValue") + "<ds:KeyInfo>");
        altered("wrapping: a manifest", "<ds:Object>", "<ds:Object><ds:Manifest/></ds:Object><ds:Object>");
    }

    private void ids() {
        resigned("ids: the value's is that of the properties", "Id=\"signature-value\"", "Id=\"signed-properties\"");
        resigned("ids: two references with one", "Id=\"signature-reference-1\"", "Id=\"signature-reference-0\"");
        resigned("ids: the signature's is that of the properties", "Id=\"signature\"", "Id=\"signed-properties\"");
        resigned(
                "ids: an OCSP response's is that of the properties",
                "Id=\"ocsp-response-1\"",
                "Id=\"signed-properties\"");
        resigned(
                "ids: an xml:id beside it",
                "<xades:SignedProperties ",
                "<xades:SignedProperties xml:id=\"signature\" ");
        resigned("ids: an object's is that of the properties", "<ds:Object>", "<ds:Object Id=\"signed-properties\">");
    }

    private void references() {
        String first = element("ds:Reference");
        String second = element(text.substring(text.indexOf(first) + first.length()), "ds:Reference");
        malformed(
                "references: in another order",
                text.replace(first, "@").replace(second, first).replace("@", second));
        resigned("references: none to the message", first, "");
        resigned("references: none to the properties", second, "");
        resigned("references: the message twice", first, first + first.replaceAll(" Id=\"[^\"]*\"", ""));
        resigned("references: the properties twice", second, second + second.replaceAll(" Id=\"[^\"]*\"", ""));
        for (String uri : List.of(
                "/attachment9", "http://attacker.example/x", "file:///etc/passwd", "", "#signature", "#xpointer(/)")) {
            resigned(
                    "references: one more, to " + (uri.isEmpty() ? "the document" : uri),
                    "</ds:SignedInfo>",
                    reference(uri) + "</ds:SignedInfo>",
                    Reason.INVALID_REFERENCE);
        }
        for (String uri : List.of("/./message.xml", "message.xml", "/message.xml?", "/MESSAGE.XML", "%2Fmessage.xml")) {
            resigned(
                    "references: to " + uri, "URI=\"" + object + "\"", "URI=\"" + uri + "\"", Reason.INVALID_REFERENCE);
        }
        resigned(
                "references: one with a transformation",
                "URI=\"" + object + "\">",
                "URI=\"" + object + "\"><ds:Transforms><ds:Transform"
                        + " Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></ds:Transforms>");
        resigned(
                "references: the properties by XPath",
                "URI=\"#signed-properties\">",
                "URI=\"#signed-properties\"><ds:Transforms><ds:Transform"
                        + " Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>false()</ds:XPath>"
                        + "</ds:Transform></ds:Transforms>");
    }

    private void otherNodes() {
        for (String node : List.of("<!--x-->", "<?x y?>")) {
            String kind = node.startsWith("<!") ? "comments: " : "processing instructions: ";
            resigned(kind + "in SignedInfo", "<ds:SignedInfo>", "<ds:SignedInfo>" + node);
            resigned(kind + "in a digest", "<ds:DigestValue>", "<ds:DigestValue>" + node);
            resigned(kind + "in the value", "Id=\"signature-value\">\n", "Id=\"signature-value\">\n" + node);
            resigned(kind + "in the certificate", "<ds:X509Certificate>\n", "<ds:X509Certificate>\n" + node);
            resigned(kind + "in the signing time", "<xades:SigningTime>", "<xades:SigningTime>" + node);
            resigned(kind + "in a serial number", "<ds:X509SerialNumber>", "<ds:X509SerialNumber>" + node);
            resigned(kind + "before the root", "standalone=\"no\"?>", "standalone=\"no\"?>" + node);
            malformed(kind + "behind the root", text + node);
        }
        resigned(
                "entities: a document type",
                "standalone=\"no\"?>",
                "standalone=\"no\"?><!DOCTYPE x [<!ENTITY e 'v'>]>");
        resigned(
                "entities: a billion laughs",
                "standalone=\"no\"?>",
                "standalone=\"no\"?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>");
        resigned("CDATA: in a digest", "<ds:DigestValue>", "<ds:DigestValue><![CDATA[]]>");
    }

    private void namespaces() {
        resigned("namespaces: SignedInfo of another", "<ds:SignedInfo>", "<ds:SignedInfo xmlns:ds=\"http://evil/\">");
        resigned(
                "namespaces: a reference of another",
                "<ds:Reference Id=\"signature-reference-0\"",
                "<ds:Reference xmlns:ds=\"http://evil/\" Id=\"signature-reference-0\"");
        resigned("namespaces: a digest of another", "<ds:DigestValue>", "<ds:DigestValue xmlns:ds=\"http://evil/\">");
        resigned(
                "namespaces: properties of another version",
                "http://uri.etsi.org/01903/v1.3.2#",
                "http://uri.etsi.org/01903/v1.1.1#");
        resigned(
                "namespaces: a second URI with a prefix",
                "URI=\"" + object + "\"",
                "URI=\"" + object + "\" ds:URI=\"/attachment1\"");
        resigned(
                "namespaces: an Id with a prefix",
                "<xades:SignedProperties ",
                "<xades:SignedProperties ds:Id=\"signature\" ");
        resigned(
                "namespaces: an algorithm with a prefix",
                "<ds:SignatureMethod ",
                "<ds:SignatureMethod ds:Algorithm=\"none\" ");
        resigned("namespaces: a base", "<ds:SignedInfo>", "<ds:SignedInfo xml:base=\"http://evil/\">");
        add(
                "namespaces: one more in scope of what is signed",
                with(text.replaceFirst(" xmlns:ds=", " xmlns:evil=\"http://evil/\" xmlns:ds=")),
                Reason.INVALID_SIGNATURE_VALUE);
        resigned(
                "namespaces: a reference in the default one",
                "</ds:SignedInfo>",
                "<Reference xmlns=\"http://evil/\" URI=\"/attachment1\"/></ds:SignedInfo>");
        malformed("namespaces: the container's of another", text.replace("http://uri.etsi.org/02918/", "http://evil/"));
    }

    private void algorithms() {
        String method = ec ? "xmldsig-more#ecdsa-sha512" : "xmldsig-more#rsa-sha512";
        resigned("algorithms: RSA with SHA-1", method, "xmldsig#rsa-sha1");
        resigned("algorithms: EC with SHA-1", method, "xmldsig-more#ecdsa-sha1");
        resigned("algorithms: RSA with MD5", method, "xmldsig-more#rsa-md5");
        resigned("algorithms: DSA", method, "xmldsig#dsa-sha1");
        resigned("algorithms: none", method, "xmldsig-more#none");
        malformed(
                "algorithms: none, without a value",
                text.replace(method, "xmldsig-more#none").replaceFirst("(Id=\"signature-value\">)[^<]*", "$1"));
        malformed("algorithms: no method", text.replaceFirst("<ds:SignatureMethod [^>]*>", ""));
        malformed("algorithms: HMAC with the public key", hmac("xmldsig-more#hmac-sha512", ""));
        malformed(
                "algorithms: HMAC of which no bit counts",
                hmac("xmldsig#hmac-sha1", "<ds:HMACOutputLength>0</ds:HMACOutputLength>"));
        resigned("algorithms: digests by SHA-1", "xmlenc#sha512", "xmldsig#sha1");
        resigned("algorithms: digests by MD5", "xmlenc#sha512", "xmldsig-more#md5");
        resigned(
                "algorithms: canonicalisation that keeps comments",
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments");
        resigned(
                ec ? "algorithms: RSA where the key is EC" : "algorithms: EC where the key is RSA",
                method,
                ec ? "xmldsig-more#rsa-sha512" : "xmldsig-more#ecdsa-sha512",
                Reason.INVALID_SIGNATURE_VALUE);
        byte[] info = info(text);
        add(
                "algorithms: signed with SHA-1 in the name of SHA-512",
                with(new String(
                        Forge.withValue(text, signer.value(info, ec ? "SHA1withECDSAinP1363Format" : "SHA1withRSA")),
                        UTF_8)),
                Reason.INVALID_SIGNATURE_VALUE);
        add(
                ec ? "algorithms: a value in DER" : "algorithms: signed with PSS in the name of PKCS#1",
                with(new String(Forge.withValue(text, ec ? signer.value(info, "SHA512withECDSA") : pss(info)), UTF_8)),
                Reason.INVALID_SIGNATURE_VALUE);
        byte[] value = signer.value(info);
        List.of(new byte[value.length], Arrays.copyOf(value, value.length - 1), Arrays.copyOf(value, value.length + 1))
                .forEach(other -> add(
                        "algorithms: a value of " + other.length + " bytes that begins with " + other[0],
                        with(new String(Forge.withValue(text, other), UTF_8)),
                        Reason.INVALID_SIGNATURE_VALUE));
    }

    private String hmac(String algorithm, String parameter) {
        String changed = text.replaceFirst(
                "<ds:SignatureMethod Algorithm=\"([^\"]*/)[^\"/]*\"/>",
                "<ds:SignatureMethod Algorithm=\"$1" + algorithm + "\">" + parameter + "</ds:SignatureMethod>");
        try {
            Mac mac = Mac.getInstance(algorithm.endsWith("sha1") ? "HmacSHA1" : "HmacSHA512");
            mac.init(new SecretKeySpec(
                    pki.certificate(member + "-sign").getPublicKey().getEncoded(), mac.getAlgorithm()));
            return new String(Forge.withValue(changed, mac.doFinal(info(text))), UTF_8);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] pss(byte[] info) {
        try {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
            signature.initSign(pki.key(member + "-sign"));
            signature.update(info);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String reference(String uri) {
        return "<ds:Reference URI=\"" + uri + "\"><ds:DigestMethod Algorithm=\"" + SHA_512.uri()
                + "\"/><ds:DigestValue>"
                + Base64.getEncoder().encodeToString(SHA_512.digest(uri.getBytes(UTF_8)))
                + "</ds:DigestValue></ds:Reference>";
    }
}
