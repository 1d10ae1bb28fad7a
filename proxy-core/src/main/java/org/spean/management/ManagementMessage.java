package org.spean.management;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.PlainSignature;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;

/**
 * A request ready to be sent: the SOAP message alone, or in a multipart with signatures of it and what they rest on, in the
 * order of PR-MSERV.
 *
 * @param contentType of the body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ManagementMessage(ManagementRequest request, String contentType, byte[] body) {
    private static final DigestAlgorithm DIGEST = DigestAlgorithm.SHA_512;
    private static final String OCTETS = "Content-Type: application/octet-stream\r\n";

    /**
     * Makes and signs it. Blocks.
     *
     * @param provider of the management services
     * @param signer of the member that the request names; {@code null} exactly when it names none
     * @param authentication of the certificate that is registered; {@code null} in every other request
     */
    public static ManagementMessage of(
            ManagementRequest request,
            SecurityServerId server,
            ClientId provider,
            @Nullable Credential signer,
            @Nullable Credential authentication)
            throws GeneralSecurityException {
        byte[] envelope = ManagementXml.envelope(
                request, server, provider, UUID.randomUUID().toString());
        if (signer == null) {
            return new ManagementMessage(request, "text/xml; charset=UTF-8", envelope);
        }
        String boundary = "spean" + UUID.randomUUID().toString().replace("-", "");
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        part(out, boundary, "Content-Type: text/xml; charset=UTF-8\r\n", envelope);
        if (authentication != null) {
            signature(out, boundary, authentication, envelope);
        }
        signature(out, boundary, signer, envelope);
        if (authentication != null) {
            part(out, boundary, OCTETS, authentication.certificate().getEncoded());
        }
        part(out, boundary, OCTETS, signer.certificate().getEncoded());
        byte[] ocsp = signer.ocspResponse();
        if (ocsp == null) {
            throw new GeneralSecurityException("the signer's certificate comes without an OCSP response");
        }
        part(out, boundary, OCTETS, ocsp);
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(US_ASCII));
        return new ManagementMessage(
                request,
                "multipart/related; type=\"text/xml\"; charset=UTF-8; boundary=" + boundary,
                out.toByteArray());
    }

    private static void signature(ByteArrayOutputStream out, String boundary, Credential by, byte[] envelope)
            throws GeneralSecurityException {
        part(
                out,
                boundary,
                OCTETS + "signature-algorithm-id: " + PlainSignature.algorithm(by.key(), DIGEST) + "\r\n",
                PlainSignature.of(by.key(), envelope, DIGEST));
    }

    private static void part(ByteArrayOutputStream out, String boundary, String headers, byte[] content) {
        out.writeBytes(("--" + boundary + "\r\n" + headers + "\r\n").getBytes(US_ASCII));
        out.writeBytes(content);
        out.writeBytes("\r\n".getBytes(US_ASCII));
    }
}
