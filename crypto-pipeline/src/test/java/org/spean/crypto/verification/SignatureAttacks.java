package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Pki;

/**
 * The known attacks on XML signatures, on certificates and on hash chains, made with the real keys of a captured exchange.
 * One table for the verifier, whose two paths must refuse each, and for gateways that get it over a real connection.
 */
public final class SignatureAttacks {

    private static final DigestAlgorithm SHA_512 = DigestAlgorithm.SHA_512;
    private static final AtomicLong SERIAL = new AtomicLong(7_000_000);
    private static final String DS = "http://www.w3.org/2000/09/xmldsig#";

    private final List<SignatureAttack> attacks = new ArrayList<>();
    private final Capture capture;
    private final Instant now;
    private final Pki pki;
    private final String member;
    private final MessageDigests message;
    private final Forge signer;
    private final SignatureParts honest;
    private final String text;
    private final String object;
    private final boolean ec;
    private final KeyPair own;

    private SignatureAttacks(Capture capture, Instant now) {
        this.capture = capture;
        this.now = now;
        this.pki = capture.pki();
        this.member = capture.signer();
        this.message = capture.digests();
        this.ec = Forge.isEc(pki.key(member + "-sign"));
        this.own = ec ? Own.EC : Own.RSA;
        this.signer = new Forge(pki, member + "-sign", now);
        this.honest = signer.seal(message);
        this.text = new String(honest.signature(), UTF_8);
        this.object = honest.result() == null ? "/message.xml" : "/sig-hashchainresult.xml";
    }

    /** All attacks on a captured message of a set whose authority signs by itself, with keys of one kind, RSA or EC. */
    public static List<SignatureAttack> on(Capture capture, Instant now) {
        var table = new SignatureAttacks(capture, now);
        table.wrapping();
        table.ids();
        table.references();
        table.otherNodes();
        table.namespaces();
        table.algorithms();
        table.keys();
        table.certificates();
        table.statuses();
        table.otherMessages();
        if (capture.signature().chain() != null) {
            table.chains();
        }
        return List.copyOf(table.attacks);
    }

    // ---- the document

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

    // ---- who signs

    private void keys() {
        X509Certificate victim = pki.certificate(member + "-sign");
        sealed(
                "keys: another key in the name of the certificate",
                new Forge(pki, own.getPrivate(), List.of(victim), now),
                Reason.INVALID_SIGNATURE_VALUE);
        resigned(
                "keys: a bare key before the certificate",
                "<ds:KeyInfo>",
                "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent>"
                        + "</ds:RSAKeyValue></ds:KeyValue>");
        resigned("keys: a name of a key", "<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>x</ds:KeyName>");
        resigned(
                "keys: from elsewhere",
                "<ds:KeyInfo>",
                "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://attacker.example/key\"/>");
        String theirs = new String(
                new Forge(pki, otherMember() + "-sign", now).seal(message).signature(), UTF_8);
        add(
                "keys: a certificate that the signed properties do not name",
                with(text.replace(element("ds:X509Certificate"), element(theirs, "ds:X509Certificate"))),
                Reason.INCORRECT_CERTIFICATE);
        resigned("keys: two certificates", "</ds:X509Data>", element(theirs, "ds:X509Certificate") + "</ds:X509Data>");
    }

    private void certificates() {
        X509Certificate victim = pki.certificate(member + "-sign");
        X509Certificate ca = pki.certificate("ca");
        Instant from = now.minus(Duration.ofDays(2));
        Instant until = now.plus(Duration.ofDays(2));
        sealed(
                "certificate: of another member",
                new Forge(pki, otherMember() + "-sign", now),
                Reason.INCORRECT_CERTIFICATE);
        sealed(
                "certificate: for authentication, of this member's server",
                new Forge(pki, member + "-auth", now),
                Reason.INCORRECT_CERTIFICATE);
        sealed(
                "certificate: for authentication, of another server",
                new Forge(pki, "gw-auth", now),
                Reason.INCORRECT_CERTIFICATE);
        sealed(
                "certificate: signed by itself",
                own(victim, issued(victim, victim, own.getPrivate(), from, until, false)),
                Reason.INVALID_CERTIFICATE_PATH);
        sealed(
                "certificate: by an authority that has the name of an approved one",
                own(victim, issued(victim, ca, own.getPrivate(), from, until, false)),
                Reason.INVALID_CERTIFICATE_PATH);
        X509Certificate lookalike = issued(ca, ca, own.getPrivate(), from, until, true);
        sealed(
                "certificate: by an authority that came along",
                new Forge(
                        pki,
                        own.getPrivate(),
                        List.of(issued(victim, lookalike, own.getPrivate(), from, until, false), lookalike),
                        now),
                Reason.INVALID_CERTIFICATE_PATH);
        X509Certificate others = pki.certificate(otherMember() + "-sign");
        sealed(
                "certificate: issued by another member with its signing key",
                new Forge(
                        pki,
                        own.getPrivate(),
                        List.of(issued(victim, others, pki.key(otherMember() + "-sign"), from, until, false), others),
                        now),
                Reason.INVALID_CERTIFICATE_PATH);
        sealed(
                "certificate: expired",
                own(victim, issued(victim, ca, pki.key("ca"), from, now.minusSeconds(60), false)),
                Reason.INVALID_CERTIFICATE_PATH);
        sealed(
                "certificate: not valid yet",
                own(victim, issued(victim, ca, pki.key("ca"), now.plusSeconds(60), until, false)),
                Reason.INVALID_CERTIFICATE_PATH);
    }

    private Forge own(X509Certificate victim, X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(victim.getSubjectX500Principal())) {
            throw new AssertionError("names differ");
        }
        return new Forge(pki, own.getPrivate(), List.of(certificate), now);
    }

    private void statuses() {
        Forge other = new Forge(pki, otherMember() + "-sign", now);
        var serial = pki.certificate(member + "-sign").getSerialNumber();
        var revoked = new RevokedStatus(Date.from(now.minusSeconds(60)), CRLReason.keyCompromise);
        Reason reason = Reason.CERTIFICATE_VALIDATION;
        add("OCSP: revoked", signer.seal(message, signer.ocsp(revoked, now)), reason);
        add("OCSP: unknown", signer.seal(message, signer.ocsp(new UnknownStatus(), now)), reason);
        add(
                "OCSP: of yesterday",
                signer.seal(message, signer.ocsp(CertificateStatus.GOOD, now.minusSeconds(86_400))),
                reason);
        add(
                "OCSP: of tomorrow",
                signer.seal(message, signer.ocsp(CertificateStatus.GOOD, now.plusSeconds(86_400))),
                reason);
        add("OCSP: of another certificate", signer.seal(message, other.ocsp(CertificateStatus.GOOD, now)), reason);
        add(
                "OCSP: by the member itself",
                signer.seal(
                        message,
                        signer.ocsp(
                                serial,
                                CertificateStatus.GOOD,
                                now,
                                pki.certificate(member + "-sign"),
                                pki.key(member + "-sign"))),
                reason);
        add(
                "OCSP: by the member in the responder's name",
                signer.seal(
                        message,
                        signer.ocsp(
                                serial,
                                CertificateStatus.GOOD,
                                now,
                                pki.certificate("ocsp"),
                                pki.key(member + "-sign"))),
                reason);
        add("OCSP: none", with(text.replaceAll("<xades:UnsignedProperties>.*</xades:UnsignedProperties>", "")), reason);
    }

    // ---- what is signed

    private void otherMessages() {
        byte[] digest = SHA_512.digest("another message".getBytes(UTF_8));
        var another = new MessageDigests(SHA_512, digest, message.attachments());
        add("message: a signature of another one", signer.seal(another), Reason.INVALID_SIGNATURE_VALUE);
        add(
                "message: a signature of one with another body",
                signer.seal(new MessageDigests(SHA_512, message.message(), List.of(digest))),
                message.attachments().isEmpty() ? Reason.INVALID_HASH_CHAIN_REFERENCE : Reason.INVALID_SIGNATURE_VALUE);
        Capture batch = Capture.of(capture.set().name(), ec ? "ec-batch-8" : "batch-16", capture.direction());
        add("message: the batch of others", batch.signature(), Reason.INVALID_SIGNATURE_VALUE);
        if (honest.result() != null) {
            SignatureParts theirs = signer.seal(another);
            add(
                    "message: the chain of another one beside its own signature",
                    new SignatureParts(honest.signature(), honest.result(), theirs.chain()),
                    Reason.INVALID_SIGNATURE_VALUE);
            add(
                    "message: result and chain of its own beside the signature of another one",
                    new SignatureParts(theirs.signature(), honest.result(), honest.chain()),
                    Reason.INVALID_SIGNATURE_VALUE);
        }
    }

    /** The captured signature and result, which are good, with a chain that is not. */
    private void chains() {
        String chain = new String(Objects.requireNonNull(capture.signature().chain()), UTF_8);
        String head = chain.substring(
                0, chain.indexOf("<HashStep") < 0 ? chain.indexOf("<ns2:HashStep") : chain.indexOf("<HashStep"));
        String prefix = chain.contains("<ns2:HashStep") ? "ns2:" : "";
        String end = "</" + prefix + "HashChain>";
        String data = chain.substring(chain.indexOf("<" + prefix + "DataRef"), chain.lastIndexOf("DataRef>") + 8);
        Reason malformed = Reason.MALFORMED_HASH_CHAIN;
        Reason reference = Reason.INVALID_HASH_CHAIN_REFERENCE;
        chain("hash chain: a step that refers to itself", head + step(prefix, 0, 0) + end, reference);
        chain("hash chain: a circle of two", head + step(prefix, 0, 1) + step(prefix, 1, 0) + end, reference);
        StringBuilder circle = new StringBuilder(head);
        for (int i = 0; i < 40; i++) {
            circle.append(step(prefix, i, (i + 1) % 40));
        }
        chain("hash chain: a circle of forty", circle + end, reference);
        StringBuilder exponential = new StringBuilder(head);
        for (int i = 0; i < 40; i++) {
            exponential.append(step(prefix, i, i + 1, i + 1));
        }
        chain("hash chain: exponential", exponential + last(prefix, 40, data) + end, malformed);
        StringBuilder deep = new StringBuilder(head);
        for (int i = 0; i < 400; i++) {
            deep.append(step(prefix, i, i + 1));
        }
        chain("hash chain: too deep", deep + last(prefix, 400, data) + end, malformed);
        chain(
                "hash chain: elements in each other",
                head + ("<" + prefix + "HashStep id=\"STEP0\">").repeat(1000),
                malformed);
        chain(
                "hash chain: entities",
                chain.replaceFirst("\\?>", "?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"),
                malformed);
        chain("hash chain: a step too many", chain.replace(end, step(prefix, 77, 0) + end), reference);
        chain(
                "hash chain: data from elsewhere",
                chain.replace("/message.xml", "http://attacker.example/message.xml"),
                reference);
        chain("hash chain: data from a file", chain.replace("/message.xml", "/etc/passwd"), reference);
        chain("hash chain: SHA-1", chain.replace("xmlenc#sha512", "../../2000/09/xmldsig#sha1"), malformed);
        chain(
                "hash chain: a transformation",
                chain.replaceFirst(
                        "(DataRef URI=\"/message.xml\">)",
                        "$1<x:Transforms xmlns:x=\"" + DS
                                + "\"><x:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></x:Transforms>"),
                malformed);
        chain("hash chain: empty", head + end, reference);
    }

    private void chain(String name, String document, Reason reason) {
        SignatureParts own = capture.signature();
        add(name, new SignatureParts(own.signature(), own.result(), document.getBytes(UTF_8)), reason);
    }

    private static String step(String prefix, int number, int... next) {
        StringBuilder step = new StringBuilder("<" + prefix + "HashStep id=\"STEP" + number + "\">");
        for (int to : next) {
            step.append("<" + prefix + "StepRef URI=\"#STEP" + to + "\"/>");
        }
        return step + "</" + prefix + "HashStep>";
    }

    private static String last(String prefix, int number, String data) {
        return "<" + prefix + "HashStep id=\"STEP" + number + "\">" + data + "</" + prefix + "HashStep>";
    }

    // ---- how

    private void add(String name, SignatureParts parts, Reason reason) {
        attacks.add(new SignatureAttack(name, parts, reason));
    }

    private void sealed(String name, Forge forge, Reason reason) {
        add(name, forge.seal(message), reason);
    }

    private void malformed(String name, String document) {
        if (document.equals(text)) {
            throw new AssertionError("no change: " + name);
        }
        add(name, with(document), Reason.MALFORMED_SIGNATURE);
    }

    /** Altered by someone without the key. */
    private void altered(String name, String from, String to) {
        malformed(name, text.replace(from, to));
    }

    private void resigned(String name, String from, String to) {
        resigned(name, from, to, Reason.MALFORMED_SIGNATURE);
    }

    /** Altered by the signer itself, who signs what came of it where there is still something to sign. */
    private void resigned(String name, String from, String to, Reason reason) {
        byte[] document = signer.resignProperties(honest.signature(), from, to);
        add(name, new SignatureParts(document, honest.result(), honest.chain()), reason);
    }

    private SignatureParts with(String document) {
        return new SignatureParts(document.getBytes(UTF_8), honest.result(), honest.chain());
    }

    private String element(String name) {
        return element(text, name);
    }

    /** The first element of this name, which has none of the same name inside. */
    private static String element(String document, String name) {
        String end = "</" + name + ">";
        int from = document.indexOf("<" + name + ">");
        if (from < 0) {
            from = document.indexOf("<" + name + " ");
        }
        return document.substring(from, document.indexOf(end, from) + end.length());
    }

    private static byte[] info(String document) {
        return ((SignatureDocument) SantuarioReader.read(document.getBytes(UTF_8))).signedInfo();
    }

    private static String reference(String uri) {
        return "<ds:Reference URI=\"" + uri + "\"><ds:DigestMethod Algorithm=\"" + SHA_512.uri()
                + "\"/><ds:DigestValue>"
                + Base64.getEncoder().encodeToString(SHA_512.digest(uri.getBytes(UTF_8)))
                + "</ds:DigestValue></ds:Reference>";
    }

    private String otherMember() {
        return member.equals("bank") ? "moi" : "bank";
    }

    private X509Certificate issued(
            X509Certificate like,
            X509Certificate issuer,
            PrivateKey issuerKey,
            Instant from,
            Instant until,
            boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            issuer.getSubjectX500Principal(),
                            BigInteger.valueOf(SERIAL.incrementAndGet()),
                            Date.from(from),
                            Date.from(until),
                            like.getSubjectX500Principal(),
                            own.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.nonRepudiation));
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder(Forge.isEc(issuerKey) ? "SHA256withECDSA" : "SHA256withRSA")
                                    .build(issuerKey)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The attacker's own keys, made once. */
    private static final class Own {
        static final KeyPair RSA = make("RSA", 2048);
        static final KeyPair EC = make("EC", 256);

        private static KeyPair make(String algorithm, int bits) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
                generator.initialize(bits);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
