package org.spean.verify;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.EvidencePart;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/** Tells signers from senders, and what the global configuration knows of them. */
final class Signers {
    private final GlobalConf conf;

    Signers(GlobalConf conf) {
        this.conf = conf;
    }

    /**
     * A SOAP message of which a server kept the header alone does not tell a response from a request: then its signer does. It
     * proves nothing anyway.
     */
    @Nullable
    MessageFacts told(@Nullable MessageFacts facts, ContainerReport report) {
        if (facts == null || facts.response() || !facts.protocol().equals("SOAP")) {
            return facts;
        }
        MemberId signer = report.signer();
        boolean other = report.failures().containsKey(EvidencePart.MESSAGE)
                && !facts.sender().equals(signer)
                && facts.service().provider().member().equals(signer);
        return other ? facts.asResponse() : facts;
    }

    /** Reports whether the message is of the member that signed it. */
    void judge(@Nullable MessageFacts facts, ContainerReport report) {
        MemberId signer = report.signer();
        if (report.failures().containsKey(EvidencePart.CONTAINER) || signer == null) {
            return;
        }
        if (facts == null) {
            report.fails(EvidencePart.SENDER, "Message does not say whom it is from: it is none of REST or SOAP");
        } else if (!facts.sender().equals(signer)) {
            report.fails(EvidencePart.SENDER, "Message is of " + facts.sender() + ", but signed by " + signer);
        } else {
            report.holds(EvidencePart.SENDER, "is the member that signed");
        }
    }

    ContainerResult result(String file, @Nullable String inside, ContainerReport report, @Nullable MessageFacts facts) {
        MemberId signer = report.signer();
        String name = signer == null ? null : conf.memberName(signer);
        return new ContainerResult(file, inside, report, facts, name, server(report, facts));
    }

    /** The server of the sender whose code the certificate states: {@code instance/code/class}, as CamDX and others do. */
    private @Nullable SecurityServerId server(ContainerReport report, @Nullable MessageFacts facts) {
        X509Certificate certificate = report.certificate();
        if (certificate == null || facts == null || report.signer() == null) {
            return null;
        }
        String[] parts = serialNumber(certificate).split("/", -1);
        if (parts.length != 3) {
            return null;
        }
        ClientId sender = facts.response() ? facts.service().provider() : facts.client();
        for (SecurityServer server : conf.serversOf(sender)) {
            if (server.id().serverCode().equals(parts[1])) {
                return server.id();
            }
        }
        return null;
    }

    private static String serialNumber(X509Certificate certificate) {
        try {
            RDN[] found = new JcaX509CertificateHolder(certificate).getSubject().getRDNs(BCStyle.SERIALNUMBER);
            return found.length == 1 ? found[0].getFirst().getValue().toString() : "";
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded", e);
        }
    }
}
