package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.function.BiFunction;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureParts;
import org.spean.crypto.xades.SignatureTemplate;
import org.spean.crypto.xades.SignedObject;
import org.spean.golden.Capture;
import org.spean.golden.Pki;

/** A peer with a key of its own, real or not, that signs what it should not. */
public final class Forge {

    private static final String VALUE = "<ds:SignatureValue Id=\"signature-value\">\n";

    private final Pki pki;
    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final X509Certificate certificate;
    private final Instant time;

    /** Signs with the key of {@code name} in the capture's set, at its time. */
    Forge(Capture capture, String name) {
        this(capture.pki(), name, capture.date());
    }

    /** Signs with the key of {@code name} at any time. */
    public Forge(Pki pki, String name, Instant time) {
        this(pki, pki.key(name), pki.chain(name), time);
    }

    /** Signs with any key, in the name of any certificates: the signer's, then intermediate ones. */
    Forge(Pki pki, PrivateKey key, List<X509Certificate> chain, Instant time) {
        this.pki = pki;
        this.key = key;
        this.chain = chain;
        this.certificate = chain.getFirst();
        this.time = time;
    }

    byte[] sign(SignedObject object, byte[] digest) {
        return sign(object, digest, ocsp(CertificateStatus.GOOD, time));
    }

    byte[] sign(SignedObject object, byte[] digest, OcspResponse ocsp) {
        List<OcspResponse> responses = new ArrayList<>(Collections.nCopies(chain.size(), ocsp));
        if (pki.hasIntermediate() && chain.getLast().equals(pki.certificate("ica"))) {
            responses.set(chain.size() - 1, ofIntermediate(CertificateStatus.GOOD));
        }
        return sign(object, digest, responses);
    }

    private byte[] sign(SignedObject object, byte[] digest, List<OcspResponse> responses) {
        var draft = SignatureTemplate.of(chain, responses, KeyAlgorithm.of(key), DigestAlgorithm.SHA_512)
                .draft(object, digest, time);
        return draft.document(value(draft.signedInfo()));
    }

    /** Signs a message alone in its batch as a server does: directly, or with attachments by a hash chain. */
    public SignatureParts seal(MessageDigests message) {
        return seal(message, ocsp(CertificateStatus.GOOD, time));
    }

    SignatureParts seal(MessageDigests message, OcspResponse ocsp) {
        return seal(message, (object, digest) -> sign(object, digest, ocsp));
    }

    /** With these responses, one for each certificate of the chain. */
    SignatureParts seal(MessageDigests message, List<OcspResponse> responses) {
        return seal(message, (object, digest) -> sign(object, digest, responses));
    }

    private static SignatureParts seal(MessageDigests message, BiFunction<SignedObject, byte[], byte[]> signing) {
        if (message.attachments().isEmpty()) {
            return SignatureParts.direct(signing.apply(SignedObject.MESSAGE, message.message()));
        }
        HashTree tree = HashTree.over(message.algorithm(), List.of(message.leaf()));
        byte[] result = HashChainWriter.result(message.algorithm(), tree.root());
        return new SignatureParts(
                signing.apply(
                        SignedObject.HASH_CHAIN_RESULT, message.algorithm().digest(result)),
                result,
                HashChainWriter.chain(tree.path(0), message));
    }

    /** Changes a document's text, and signs the SignedInfo that results, where it still is one for the slow reader. */
    byte[] resign(byte[] document, String from, String to) {
        String text = new String(document, UTF_8);
        String changed = text.replace(from, to);
        if (changed.equals(text)) {
            throw new AssertionError("not found: " + from);
        }
        return SantuarioReader.read(changed.getBytes(UTF_8)) instanceof SignatureDocument read
                ? withValue(changed, value(read.signedInfo()))
                : changed.getBytes(UTF_8);
    }

    /** Corrects the digest of the signed properties after they were changed, then signs anew. */
    byte[] resignProperties(byte[] document, String from, String to) {
        byte[] changed = resign(document, from, to);
        if (!(SantuarioReader.read(changed) instanceof SignatureDocument read)) {
            return changed;
        }
        String before = stated(read);
        String after = lines(digest(read));
        return before.equals(after) ? changed : resign(changed, before, after);
    }

    /**
     * The document with the digests of its signed properties and of the hash chain result corrected and signed anew, so that it
     * fails for what else is wrong with it, if at all; the same array if there is nothing in it to sign.
     *
     * @param result that comes along, if any does
     */
    public byte[] corrected(byte[] document, byte @Nullable [] result) {
        if (!(SantuarioReader.read(document) instanceof SignatureDocument read)) {
            return document;
        }
        String text = new String(document, UTF_8).replace(stated(read), lines(digest(read)));
        for (SignatureDocument.Reference object : read.objects()) {
            if (result != null && object.uri().equals(SignedObject.HASH_CHAIN_RESULT.uri())) {
                text = text.replace(
                        lines(object.digest()), lines(object.algorithm().digest(result)));
            }
        }
        return text.contains(VALUE) && SantuarioReader.read(text.getBytes(UTF_8)) instanceof SignatureDocument again
                ? withValue(text, value(again.signedInfo(), algorithm(again)))
                : document;
    }

    /** What the document asks for, as far as this key can do it. */
    private String algorithm(SignatureDocument document) {
        return document.signatureDigest().headerName().replace("-", "")
                + (isEc(key) ? "withECDSAinP1363Format" : "withRSA");
    }

    private static String stated(SignatureDocument document) {
        return lines(document.properties().digest());
    }

    private static byte[] digest(SignatureDocument document) {
        return document.properties().algorithm().digest(document.signedProperties());
    }

    private static String lines(byte[] digest) {
        return Base64.getMimeEncoder().encodeToString(digest).replace("\r", "&#13;");
    }

    static byte[] withValue(String document, byte[] value) {
        int from = document.indexOf(VALUE) + VALUE.length();
        int to = document.indexOf('\n', from);
        return (document.substring(0, from) + Base64.getEncoder().encodeToString(value) + document.substring(to))
                .getBytes(UTF_8);
    }

    /** As XML signatures have it: of EC keys both numbers side by side. */
    byte[] value(byte[] signedInfo) {
        return value(signedInfo, isEc(key) ? "SHA512withECDSAinP1363Format" : "SHA512withRSA");
    }

    static boolean isEc(PrivateKey key) {
        return KeyAlgorithm.of(key) == KeyAlgorithm.EC;
    }

    byte[] value(byte[] signedInfo, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(signedInfo);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What the set's responder would say of the certificate. */
    OcspResponse ocsp(CertificateStatus status, Instant thisUpdate) {
        String responder = pki.hasIntermediate() ? "ocsp-ica" : "ocsp";
        return ocsp(certificate.getSerialNumber(), status, thisUpdate, pki.certificate(responder), pki.key(responder));
    }

    /** What the responder of the authority above would say of the intermediate one. */
    OcspResponse ofIntermediate(CertificateStatus status) {
        return ocsp(
                "ca", pki.certificate("ica").getSerialNumber(), status, time, pki.certificate("ocsp"), pki.key("ocsp"));
    }

    OcspResponse ocsp(
            BigInteger serial,
            CertificateStatus status,
            Instant thisUpdate,
            X509Certificate responder,
            PrivateKey responderKey) {
        return ocsp(pki.hasIntermediate() ? "ica" : "ca", serial, status, thisUpdate, responder, responderKey);
    }

    private OcspResponse ocsp(
            String issuer,
            BigInteger serial,
            CertificateStatus status,
            Instant thisUpdate,
            X509Certificate responder,
            PrivateKey responderKey) {
        try {
            var sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            var holder = new X509CertificateHolder(responder.getEncoded());
            var basic = new BasicOCSPRespBuilder(new RespID(holder.getSubject()))
                    .addResponse(
                            new CertificateID(
                                    sha1,
                                    new X509CertificateHolder(
                                            pki.certificate(issuer).getEncoded()),
                                    serial),
                            status,
                            Date.from(thisUpdate),
                            (Date) null)
                    .build(
                            new JcaContentSignerBuilder(isEc(responderKey) ? "SHA256withECDSA" : "SHA256withRSA")
                                    .build(responderKey),
                            new X509CertificateHolder[] {holder},
                            Date.from(thisUpdate));
            OCSPResp response = new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic);
            return OcspResponse.parse(response.getEncoded());
        } catch (OperatorCreationException | OCSPException | IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
