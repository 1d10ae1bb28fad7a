package org.spean.testbed.central;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;

/** Verifies the signatures of a request, and that those who signed may (PR-MSERV, 2). Has nothing of a gateway in it. */
final class RequestCheck {
    private static final Set<String> SIGNED =
            Set.of("clientReg", "ownerChange", "addressChange", "maintenanceModeEnable", "maintenanceModeDisable");
    private static final Set<String> ALGORITHMS = Set.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA");

    /** How the attribute serialNumber is called in names. */
    private static final Map<String, String> OIDS = Map.of("2.5.4.5", "SN");

    private final X509Certificate authority;
    private final List<RequestPart> parts;
    private final RequestDocument document;

    RequestCheck(X509Certificate authority, List<RequestPart> parts, RequestDocument document) {
        this.authority = authority;
        this.parts = parts;
        this.document = document;
    }

    /** @param direct whether it came straight, not through security servers */
    void check(boolean direct) throws RefusalException {
        if (direct != document.code().equals("authCertReg")) {
            throw new RefusalException(document.code() + " came "
                    + (direct ? "straight, not through a security server" : "through a security server, not straight"));
        }
        if (direct) {
            expectParts(6);
            byte[] certificate = parts.get(3).content();
            if (!Arrays.equals(certificate, Base64.getMimeDecoder().decode(document.text("authCert")))) {
                throw new RefusalException("The fourth part is not the certificate of the message");
            }
            verify(parts.get(1), issued(certificate), "authentication key");
            signedBy(document.owner(), parts.get(2), parts.get(4), parts.get(5));
        } else if (SIGNED.contains(document.code())) {
            expectParts(4);
            boolean byClient =
                    document.code().equals("clientReg") || document.code().equals("ownerChange");
            signedBy(byClient ? document.clientMember() : document.owner(), parts.get(1), parts.get(2), parts.get(3));
        } else {
            expectParts(1);
        }
    }

    private void expectParts(int number) throws RefusalException {
        if (parts.size() != number) {
            throw new RefusalException(document.code() + ": " + parts.size() + " parts (expected: " + number + ")");
        }
        for (RequestPart part : parts.subList(1, parts.size())) {
            if (!part.header("content-type").equals("application/octet-stream")) {
                throw new RefusalException(
                        "A part is " + part.header("content-type") + " (expected: application/octet-stream)");
            }
        }
    }

    private void signedBy(String member, RequestPart signature, RequestPart certificate, RequestPart ocsp)
            throws RefusalException {
        X509Certificate signer = issued(certificate.content());
        verify(signature, signer, "signing key");
        if (!member.equals(member(signer))) {
            throw new RefusalException("Signed by " + member(signer) + " (expected: " + member + ")");
        }
        good(signer, ocsp.content());
    }

    private X509Certificate issued(byte[] der) throws RefusalException {
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            certificate.verify(authority.getPublicKey());
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new RefusalException("A certificate is not of an approved authority", e);
        }
    }

    private void verify(RequestPart part, X509Certificate by, String what) throws RefusalException {
        String algorithm = part.header("signature-algorithm-id");
        if (!ALGORITHMS.contains(algorithm)) {
            throw new RefusalException(
                    "signature-algorithm-id: " + algorithm + " (expected: one of " + ALGORITHMS + ")");
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(by.getPublicKey());
            signature.update(parts.getFirst().content());
            if (!signature.verify(part.content())) {
                throw new RefusalException("The signature of the " + what + " does not hold");
            }
        } catch (GeneralSecurityException e) {
            throw new RefusalException("The signature of the " + what + " cannot be verified", e);
        }
    }

    /** Instance, class and code of CamDX's profile. */
    private static String member(X509Certificate certificate) throws RefusalException {
        String code = "";
        String[] serial = {"", "", ""};
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName("RFC2253", OIDS)).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    code = String.valueOf(rdn.getValue());
                } else if (rdn.getType().equalsIgnoreCase("SN")) {
                    serial = String.valueOf(rdn.getValue()).split("/", -1);
                }
            }
        } catch (InvalidNameException e) {
            throw new RefusalException("The subject of a certificate cannot be read", e);
        }
        return serial.length == 3 ? serial[0] + "/" + serial[2] + "/" + code : "";
    }

    private static void good(X509Certificate certificate, byte[] der) throws RefusalException {
        try {
            if (!(new OCSPResp(der).getResponseObject() instanceof BasicOCSPResp response)) {
                throw new RefusalException("The OCSP response is none");
            }
            for (SingleResp single : response.getResponses()) {
                if (single.getCertID().getSerialNumber().equals(certificate.getSerialNumber())
                        && Objects.equals(single.getCertStatus(), CertificateStatus.GOOD)) {
                    return;
                }
            }
            throw new RefusalException("The OCSP response does not say that the signer's certificate is good");
        } catch (IOException | OCSPException e) {
            throw new RefusalException("The OCSP response cannot be read", e);
        }
    }
}
