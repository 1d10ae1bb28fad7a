package org.spean.confclient;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * A directory with its signature, not yet verified (PR-GCONF 2.3). Nothing of what is signed is looked at before
 * {@link #verified} has proved it.
 */
final class SignedDirectory {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    private static final Map<String, String> ALGORITHMS = Map.of(
            MORE + "rsa-sha256", "SHA256withRSA",
            MORE + "rsa-sha384", "SHA384withRSA",
            MORE + "rsa-sha512", "SHA512withRSA",
            MORE + "ecdsa-sha256", "SHA256withECDSA",
            MORE + "ecdsa-sha384", "SHA384withECDSA",
            MORE + "ecdsa-sha512", "SHA512withECDSA");

    private final MimePart signed;
    private final MimePart signature;

    private SignedDirectory(MimePart signed, MimePart signature) {
        this.signed = signed;
        this.signature = signature;
    }

    /**
     * Takes a source's answer apart. Central servers put the outer content type at the head of the body; the protocol
     * has it in the HTTP header.
     *
     * @param contentType of the HTTP response
     */
    static SignedDirectory parse(byte[] answer, String contentType) throws MalformedException {
        byte[] body = answer;
        String type = contentType;
        if (beginsWithHeader(answer)) {
            MimePart outer = MimePart.parse(answer);
            type = outer.need("Content-type");
            body = outer.body();
        }
        List<MimePart> parts = MimePart.split(body, HeaderValue.parse(type).boundary("multipart/related"));
        if (parts.size() != 2) {
            throw new MalformedException(parts.size() + " parts (expected: a directory and its signature)");
        }
        return new SignedDirectory(parts.get(0), parts.get(1));
    }

    private static boolean beginsWithHeader(byte[] answer) {
        byte[] name = "content-type:".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int i = 0; i < name.length; i++) {
            if (i >= answer.length || Character.toLowerCase(answer[i]) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The directory, if its signature is by one of these certificates: the one whose hash the signature names.
     *
     * @throws MalformedException if it is not, or the directory breaks a rule of its form
     */
    Directory verified(Collection<X509Certificate> certificates) throws MalformedException {
        X509Certificate certificate = named(certificates);
        String uri = signature.need("Signature-algorithm-id");
        String algorithm = ALGORITHMS.get(uri);
        if (algorithm == null) {
            throw new MalformedException("Signature-algorithm-id '" + MimePart.shortened(uri) + "' is not supported");
        }
        if (!verifies(algorithm, certificate.getPublicKey(), signature.decoded())) {
            throw new MalformedException(
                    "forged: the signature is not by the key of " + certificate.getSubjectX500Principal());
        }
        return Directory.parse(signed);
    }

    private X509Certificate named(Collection<X509Certificate> certificates) throws MalformedException {
        HeaderValue header = HeaderValue.parse(signature.need("Verification-certificate-hash"));
        String uri = header.parameters().getOrDefault("hash-algorithm-id", "");
        DigestAlgorithm algorithm = DigestAlgorithm.ofUri(uri);
        if (algorithm == null) {
            throw new MalformedException("hash-algorithm-id '" + MimePart.shortened(uri) + "' is not supported");
        }
        byte[] hash;
        try {
            hash = Base64.getDecoder().decode(header.value());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("Verification-certificate-hash is no Base64", e);
        }
        for (X509Certificate certificate : certificates) {
            if (Arrays.equals(hash, algorithm.digest(encoded(certificate)))) {
                return certificate;
            }
        }
        throw new MalformedException("signed with a certificate that is not known for this source ("
                + algorithm.headerName() + " " + MimePart.shortened(header.value()) + ")");
    }

    private static byte[] encoded(X509Certificate certificate) throws MalformedException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new MalformedException("the source's certificate cannot be encoded", e);
        }
    }

    /** EC signatures come as DER; r and s side by side, as XML signatures have them, are taken as well. */
    private boolean verifies(String algorithm, PublicKey key, byte[] value) {
        return verifies(algorithm, null, key, value)
                || (key instanceof ECPublicKey && verifies(algorithm, "inP1363Format", key, value));
    }

    private boolean verifies(String algorithm, @Nullable String form, PublicKey key, byte[] value) {
        try {
            Signature verifier = Signature.getInstance(form == null ? algorithm : algorithm + form);
            verifier.initVerify(key);
            verifier.update(signed.body());
            return verifier.verify(value);
        } catch (GeneralSecurityException e) {
            return false; // a key of the other kind, or bytes that are no signature at all
        }
    }
}
