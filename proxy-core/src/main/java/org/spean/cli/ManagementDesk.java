package org.spean.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.audit.Audit;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFile;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.Pkcs12;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.globalconf.ManagementService;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;
import org.spean.management.Credential;
import org.spean.management.ManagementException;
import org.spean.management.ManagementMessage;
import org.spean.management.ManagementRequest;
import org.spean.management.ManagementSender;
import org.spean.trust.StatusInquiry;
import org.spean.view.View;
import org.spean.view.Views;

/** What commands need that ask the central server for something: the configurations, the keys, and the way there. */
final class ManagementDesk implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Clock clock = Clock.systemUTC();
    private final KeyDesk keys;
    private final Views views;

    /** Reads the configurations and the keys; blocks. */
    ManagementDesk(Path file) {
        keys = new KeyDesk(file);
        try {
            views = Views.open(file, clock);
        } catch (RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    private View view() {
        return views.current();
    }

    GatewayConfig config() {
        return keys.config();
    }

    SecurityServerId server() {
        return config().instanceServer();
    }

    MemberId owner() {
        return server().owner();
    }

    private ManagementService service() {
        ManagementService service = view().globalConf().managementService();
        if (service == null) {
            throw new RefusedException("the global configuration names no management service");
        }
        return service;
    }

    /** The authentication key of an id, or the only one that has a certificate. */
    StoredKey authenticationKey(@Nullable String id) {
        if (id != null) {
            StoredKey key = keys.key(id);
            if (key.purpose() != KeyUse.AUTHENTICATION || key.chain().isEmpty()) {
                throw new RefusedException("key '" + id + "': no certified authentication key");
            }
            return key;
        }
        List<StoredKey> found = keys.keys().stream()
                .filter(key ->
                        key.purpose() == KeyUse.AUTHENTICATION && !key.chain().isEmpty())
                .toList();
        if (found.size() != 1) {
            throw new RefusedException("which key? "
                    + (found.isEmpty()
                            ? "There is no certified authentication key (expected: one that 'spean key list' shows)"
                            : "There are " + found.size()
                                    + " certified authentication keys (expected: an id that 'spean key list' shows)"));
        }
        return found.getFirst();
    }

    /** Sends a request that goes through this gateway, and says what became of it. */
    String send(ManagementRequest request, @Nullable URI gateway) throws ManagementException, GeneralSecurityException {
        ManagementService service = service();
        ClientId owner = new ClientId(owner(), null);
        if (gateway == null && config().client(owner) == null) {
            throw new RefusedException("clients: " + owner
                    + " is missing (management requests go through this gateway in the name of the server's owner)");
        }
        MemberId signer = request.signer();
        ManagementMessage message = ManagementMessage.of(
                request, server(), service.provider(), signer == null ? null : signer(signer), null);
        return audited(
                request,
                () -> sent(
                        gateway == null ? clientPort() : gateway, gateway == null ? ownCertificate() : null, message));
    }

    /** Sends the registration of an authentication certificate straight to the central server. */
    String register(StoredKey key, String address) throws ManagementException, GeneralSecurityException {
        ManagementService service = service();
        KeyEntry entry = key.entry();
        if (entry == null) {
            throw new RefusedException(key + ": "
                    + Objects.requireNonNullElse(key.obstacle(), "not active (expected: 'spean key activate' before)"));
        }
        X509Certificate expected = service.certificate();
        if (expected == null) {
            throw new RefusedException(
                    "the global configuration has no TLS certificate of " + service.address() + ", which it must");
        }
        ManagementRequest request = new ManagementRequest.AuthCertRegistration(owner(), address, entry.certificate());
        ManagementMessage message = ManagementMessage.of(
                request,
                server(),
                service.provider(),
                signer(owner()),
                new Credential(entry.key(), entry.certificate(), null));
        return audited(request, () -> sent(URI.create(service.address()), expected, message));
    }

    private interface Sending {
        String send() throws ManagementException;
    }

    private String audited(ManagementRequest request, Sending sending) throws ManagementException {
        Map<String, String> details = new HashMap<>();
        details.put("request", request.code());
        try (Audit audit = CommandAudit.of(config())) {
            boolean done = false;
            try {
                String id = sending.send();
                details.put("requestId", id);
                done = true;
                return id;
            } catch (ManagementException e) {
                details.put("reason", String.valueOf(e.getMessage()));
                throw e;
            } finally {
                audit.record(Audit.Action.MANAGEMENT_REQUEST, CommandAudit.user(), done, details);
            }
        }
    }

    private static String sent(URI url, @Nullable X509Certificate certificate, ManagementMessage message)
            throws ManagementException {
        try (ManagementSender sender = new ManagementSender(url, certificate, TIMEOUT)) {
            return sender.send(message);
        }
    }

    /** The client port of this gateway: over HTTP if there is one. */
    private URI clientPort() {
        InetSocketAddress http = config().listen().clientHttp();
        InetSocketAddress https = config().listen().clientHttps();
        InetSocketAddress port = http != null ? http : https;
        if (port == null) {
            throw new RefusedException("listen: both client ports are off (expected: --gateway URL, or a client port)");
        }
        InetAddress address = port.getAddress();
        String host = address == null || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
        return URI.create((http != null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port.getPort() + "/");
    }

    private @Nullable X509Certificate ownCertificate() {
        KeyFile file =
                config().listen().clientHttp() != null ? null : config().keys().clientTls();
        if (file == null) {
            return null;
        }
        char[] password = file.password().reveal();
        try {
            return Pkcs12.load(file.file(), password, file.alias()).certificate();
        } catch (KeyFileException e) {
            throw new RefusedException("keys.clientTls: " + e.getMessage(), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** A usable signing key of a member, with a fresh OCSP response of its certificate. */
    private Credential signer(MemberId member) {
        String reason = "there is none (expected: one that 'spean key list' shows as usable)";
        try (StatusInquiry inquiry = new StatusInquiry(CheckCommand.ocsp(config()), false, clock)) {
            for (StoredKey key : keys.keys()) {
                KeyEntry entry = key.purpose() == KeyUse.SIGNING ? key.entry() : null;
                CertificateChain chain = entry == null ? null : chain(entry, member);
                if (entry == null || chain == null) {
                    continue;
                }
                StatusInquiry.Status status = inquiry.of(chain.leaf(), chain.issuerOf(0), view().anchors());
                if (status.state() == StatusInquiry.State.GOOD && status.response() != null) {
                    return new Credential(
                            entry.key(), entry.certificate(), status.response().der());
                }
                reason = "its certificate is not shown to be good: " + status.text();
            }
        }
        throw new RefusedException("signing key of " + member + ": " + reason);
    }

    private @Nullable CertificateChain chain(KeyEntry entry, MemberId member) {
        try {
            CertificateChain chain = view().anchors().chain(entry.certificate(), entry.chain(), clock.instant());
            return view().anchors().signerOf(chain).equals(member) ? chain : null;
        } catch (UntrustedCertificateException | IncorrectCertificateException e) {
            return null; // signs for nobody; 'spean check' says why
        }
    }

    @Override
    public void close() {
        try (keys) {
            views.close();
        }
    }
}
