package org.spean.management;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;

/** What is asked of the central server for this security server (PR-MSERV, 2). */
public sealed interface ManagementRequest {

    /** The service, which is the element in the body too. */
    String code();

    /** The member whose signature goes with it; {@code null}: it goes without. */
    @Nullable
    MemberId signer();

    /** Adds the elements that follow {@code server} in the body. */
    void write(ManagementXml xml);

    /**
     * Adds an authentication certificate (2.3). Goes straight to the central server, also signed with the certificate's key.
     *
     * @param owner of this server
     * @param address at which others are to reach this server
     */
    record AuthCertRegistration(MemberId owner, String address, X509Certificate certificate)
            implements ManagementRequest {
        @Override
        public String code() {
            return "authCertReg";
        }

        @Override
        public MemberId signer() {
            return owner;
        }

        @Override
        public void write(ManagementXml xml) {
            xml.text("address", address).text("authCert", base64(certificate));
        }
    }

    /** Removes an authentication certificate (2.4). */
    record AuthCertDeletion(X509Certificate certificate) implements ManagementRequest {
        @Override
        public String code() {
            return "authCertDeletion";
        }

        @Override
        public @Nullable MemberId signer() {
            return null;
        }

        @Override
        public void write(ManagementXml xml) {
            xml.text("authCert", base64(certificate));
        }
    }

    /**
     * Adds a client (2.1).
     *
     * @param name of the subsystem for people; absent: none is told
     */
    record ClientRegistration(ClientId client, @Nullable String name) implements ManagementRequest {
        @Override
        public String code() {
            return "clientReg";
        }

        @Override
        public MemberId signer() {
            return client.member();
        }

        @Override
        public void write(ManagementXml xml) {
            xml.client("client", client);
            if (name != null) {
                xml.text("subsystemName", name);
            }
        }
    }

    /** Removes a client (2.2). */
    record ClientDeletion(ClientId client) implements ManagementRequest {
        @Override
        public String code() {
            return "clientDeletion";
        }

        @Override
        public @Nullable MemberId signer() {
            return null;
        }

        @Override
        public void write(ManagementXml xml) {
            xml.client("client", client);
        }
    }

    /** Makes another member the owner of this server (2.5). */
    record OwnerChange(MemberId newOwner) implements ManagementRequest {
        @Override
        public String code() {
            return "ownerChange";
        }

        @Override
        public MemberId signer() {
            return newOwner;
        }

        @Override
        public void write(ManagementXml xml) {
            xml.client("client", new ClientId(newOwner, null));
        }
    }

    /** Tells the address at which others are to reach this server (2.6). */
    record AddressChange(MemberId owner, String address) implements ManagementRequest {
        @Override
        public String code() {
            return "addressChange";
        }

        @Override
        public MemberId signer() {
            return owner;
        }

        @Override
        public void write(ManagementXml xml) {
            xml.text("address", address);
        }
    }

    /**
     * Others are to stay away (2.10).
     *
     * @param message that they are told; absent: none
     */
    record MaintenanceOn(MemberId owner, @Nullable String message) implements ManagementRequest {
        @Override
        public String code() {
            return "maintenanceModeEnable";
        }

        @Override
        public MemberId signer() {
            return owner;
        }

        @Override
        public void write(ManagementXml xml) {
            if (message != null) {
                xml.text("message", message);
            }
        }
    }

    /** Others may come again (2.11). */
    record MaintenanceOff(MemberId owner) implements ManagementRequest {
        @Override
        public String code() {
            return "maintenanceModeDisable";
        }

        @Override
        public MemberId signer() {
            return owner;
        }

        @Override
        public void write(ManagementXml xml) {
            // the server is all there is to say
        }
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e); // it was read from its encoding
        }
    }
}
