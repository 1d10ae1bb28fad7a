package org.spean.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.key.CertificateRequest;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;
import org.spean.view.View;

/** Whether a certificate may become that of a key. */
final class ImportedCertificate {
    private final View view;
    private final Instant now;

    ImportedCertificate(View view, Instant now) {
        this.view = view;
        this.now = now;
    }

    /**
     * Checks everything that can be checked before it is used.
     *
     * @param given the certificate first, then whatever came with it
     * @return what is to be kept: the certificate, and the authorities between it and the top
     * @throws RefusedException with the rule that is broken
     */
    List<X509Certificate> checked(StoredKey key, List<X509Certificate> given) {
        X509Certificate certificate = given.getFirst();
        if (key.obstacle() != null) {
            throw new RefusedException("the key cannot be used: " + key.obstacle());
        }
        KeyUse use = key.use() == null ? KeyUse.of(certificate) : key.use();
        boolean signs = KeyUse.SIGNING.permittedBy(certificate);
        if (!use.permittedBy(certificate) || (use == KeyUse.AUTHENTICATION && signs)) {
            throw new RefusedException("its key usage is not that of " + (use == KeyUse.SIGNING ? "a " : "an ")
                    + use.text() + " certificate, which the key is for");
        }
        try {
            CertificateChain chain = view.anchors().chain(certificate, given.subList(1, given.size()), now);
            if (use == KeyUse.SIGNING) {
                mustName(key, view.anchors().signerOf(chain));
            } else {
                mustNameServer(certificate);
            }
            return chain.withoutTop();
        } catch (UntrustedCertificateException | IncorrectCertificateException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private void mustName(StoredKey key, MemberId named) {
        MemberId noted = key.member();
        if (noted != null && !noted.equals(named)) {
            throw new RefusedException("is of " + named + " (expected: " + noted + ", whom the key was made for)");
        }
        boolean ours = named.equals(view.config().instanceServer().owner())
                || view.config().clients().keySet().stream()
                        .anyMatch(client -> client.member().equals(named))
                || view.config().services().keySet().stream()
                        .anyMatch(service -> service.provider().member().equals(named));
        if (noted == null && !ours) {
            throw new RefusedException("is of " + named + ", which is no member of this gateway");
        }
    }

    /** Where a subject names a server in the way of CamDX, it must be this one. */
    private void mustNameServer(X509Certificate certificate) {
        SecurityServerId server = view.config().instanceServer();
        RDN[] serials = X500Name.getInstance(
                        certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.SERIALNUMBER);
        if (serials.length == 0) {
            return;
        }
        String serial =
                IETFUtils.valueToString(serials[serials.length - 1].getFirst().getValue());
        String expected = CertificateRequest.serialNumber(server, server.owner());
        if (serial.split("/", -1).length == 3 && !serial.equals(expected)) {
            throw new RefusedException("is of server " + serial + " (expected: " + expected + ")");
        }
    }
}
