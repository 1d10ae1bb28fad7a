package org.spean.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.Pkcs12;
import org.spean.crypto.key.StoredKey;
import org.spean.identifier.ClientId;

/**
 * Looks a configuration over as far as it can be judged without the global one: keys, ports, folders, services. It opens
 * the ports for a moment and connects to the services.
 */
public final class Findings {
    private static final int CONNECT_MILLIS = 1_000;
    private static final Duration SOON = Duration.ofDays(30);

    private final GatewayConfig config;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private Findings(GatewayConfig config, Instant now) {
        this.config = config;
        this.now = now;
    }

    /** Everything there is to say about it, in the order of the file. Blocks, up to a second for each service. */
    public static List<Finding> of(GatewayConfig config, Instant now) {
        Findings all = new Findings(config, now);
        all.keys();
        all.ports();
        if (config.messageLog().home() == LogHome.EMBEDDED) {
            all.folder("messageLog.directory", config.messageLog().directory());
        }
        all.folder("spool.directory", config.spool().directory());
        all.folder("ocsp.directory", config.ocsp().directory());
        all.folder("archive.directory", config.archive().directory());
        all.archiveGroups();
        all.clients();
        all.services();
        return List.copyOf(all.findings);
    }

    private void keys() {
        try (KeyHomes.Look look = KeyHomes.look(config.keys())) {
            look.failures().forEach((setting, reason) -> findings.add(Finding.error(setting, reason)));
            for (StoredKey key : look.keyring().all()) {
                stored(look.setting(key), key);
            }
            if (look.keyring().authentication().isEmpty()) {
                findings.add(Finding.error("keys", "no usable authentication key"));
            }
        }
        tlsKey("keys.clientTls", config.keys().clientTls());
        tlsKey("keys.serviceTls", config.keys().serviceTls());
        tlsKey("admin.key", config.admin().key());
        for (Path file : config.files()) {
            if (!holdsNoSecret(file) && readableByAll(file)) {
                findings.add(Finding.warning("keys", file + " can be read by every user of this machine"));
            }
        }
    }

    /** Keys for groups that there are none of. */
    private void archiveGroups() {
        ArchiveConfig.Encryption encryption = config.archive().encryption();
        if (encryption == null) {
            return;
        }
        for (ClientId id : encryption.groups().keySet()) {
            ArchiveGrouping fits = id.subsystem() == null ? ArchiveGrouping.MEMBER : ArchiveGrouping.SUBSYSTEM;
            if (config.archive().grouping() != fits) {
                findings.add(Finding.warning(
                        "archive.encryption.groups",
                        id + " is no group, as archive.grouping is "
                                + config.archive().grouping().name().toLowerCase(Locale.ROOT)));
            }
        }
    }

    /** Whether everybody may read it: certificates, public keys, and keys that only a password opens. */
    private boolean holdsNoSecret(Path file) {
        ArchiveConfig.Encryption encryption = config.archive().encryption();
        if (encryption != null && encryption.publicKeys().contains(file)) {
            return true;
        }
        String name = file.getFileName().toString();
        return name.endsWith(".pem") || name.endsWith(".p12") || name.endsWith(".pfx");
    }

    private void stored(String setting, StoredKey key) {
        if (key.chain().isEmpty()) {
            findings.add(Finding.info(setting, "key " + key.id() + " has no certificate yet"));
            return;
        }
        X509Certificate certificate = key.chain().getFirst();
        String name = DistinguishedNames.text(certificate.getSubjectX500Principal());
        KeyUse use = key.purpose();
        if (!key.active()) {
            findings.add(Finding.info(setting, name + " is inactive"));
        } else if (key.obstacle() != null) {
            findings.add(Finding.warning(setting, name + " cannot be used: " + key.obstacle()));
        } else {
            certificate(setting, certificate, use != null && use.permittedBy(certificate));
        }
    }

    private void tlsKey(String key, @Nullable KeyFile file) {
        if (file == null) {
            return;
        }
        char[] password = file.password().reveal();
        try {
            KeyEntry entry = Pkcs12.load(file.file(), password, file.alias());
            certificate(key, entry.certificate(), true);
        } catch (KeyFileException e) {
            findings.add(Finding.error(key, String.valueOf(e.getMessage())));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void certificate(String key, X509Certificate certificate, boolean fitForUse) {
        Instant end = certificate.getNotAfter().toInstant();
        String name = DistinguishedNames.text(certificate.getSubjectX500Principal());
        if (!fitForUse) {
            findings.add(Finding.error(key, name + " is not for this use, by its key usage"));
        } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
            findings.add(Finding.error(
                    key,
                    name + " is valid only from " + certificate.getNotBefore().toInstant()));
        } else if (!now.isBefore(end)) {
            findings.add(Finding.error(key, name + " expired " + end));
        } else if (now.plus(SOON).isAfter(end)) {
            findings.add(Finding.warning(key, name + " expires soon, " + end));
        } else {
            findings.add(Finding.info(key, name + " is valid until " + end));
        }
    }

    private void ports() {
        Map<String, @Nullable InetSocketAddress> ports = new LinkedHashMap<>();
        ports.put("listen.clientHttp", config.listen().clientHttp());
        ports.put("listen.clientHttps", config.listen().clientHttps());
        ports.put("listen.peer", config.listen().peer());
        ports.put("listen.ocsp", config.listen().ocsp());
        ports.put("listen.admin", config.listen().admin());
        ports.put("listen.health", config.listen().health());
        Set<InetSocketAddress> seen = new HashSet<>();
        ports.forEach((key, address) -> {
            if (address == null || address.getPort() == 0) {
                return;
            }
            if (!seen.add(address)) {
                findings.add(Finding.error(key, Addresses.text(address) + " is used twice"));
                return;
            }
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            } catch (IOException e) {
                findings.add(Finding.warning(
                        key,
                        "cannot listen on " + Addresses.text(address) + ": " + e.getMessage()
                                + "; is the gateway running?"));
            }
        });
    }

    private void folder(String key, @Nullable Path folder) {
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            findings.add(Finding.error(key, "cannot write to " + folder));
        }
    }

    private void clients() {
        InetSocketAddress http = config.listen().clientHttp();
        for (ClientConfig client : sorted(config.clients())) {
            String key = "clients " + client.id();
            if (client.connection() == ConnectionType.HTTP
                    && http != null
                    && !http.getAddress().isLoopbackAddress()) {
                findings.add(Finding.warning(
                        key, "whoever reaches " + Addresses.text(http) + " may speak for it, without a password"));
            }
            if (client.connection() != ConnectionType.HTTP && config.listen().clientHttps() == null) {
                findings.add(Finding.error(key, "demands HTTPS, but listen.clientHttps is off"));
            }
        }
    }

    private void services() {
        Map<String, String> reachable = new LinkedHashMap<>();
        for (ServiceConfig service : sorted(config.services())) {
            String key = "services " + service.id();
            tlsKey(key, service.security().key());
            boolean nobody = service.allow().isEmpty()
                    && service.endpoints().stream().allMatch(e -> e.allow().isEmpty());
            if (nobody) {
                findings.add(Finding.warning(key, "nobody may call it: allow is empty"));
            }
            if (service.disabled() != null) {
                findings.add(Finding.info(key, "is switched off: " + service.disabled()));
            }
            if (service.tls() && !service.security().verify()) {
                findings.add(Finding.warning(
                        key, "anyone on the way may pose as " + service.url() + ": tls.verify is false"));
            } else if (service.tls() && service.security().trust().isEmpty()) {
                findings.add(Finding.info(key, "every authority the JDK trusts may vouch for " + service.url()));
            }
            String trouble = reachable.computeIfAbsent(origin(service.url()), o -> reach(service));
            if (!trouble.isEmpty()) {
                findings.add(Finding.warning(key, trouble));
            }
        }
    }

    /** What stands in the way of a service, or nothing. */
    private static String reach(ServiceConfig service) {
        URI url = service.url();
        int port = url.getPort() > 0 ? url.getPort() : service.tls() ? 443 : 80;
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByName(host);
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return service.tls() || address.isLoopbackAddress()
                    ? ""
                    : "requests go to " + url + " unencrypted and over the network";
        } catch (UnknownHostException e) {
            return "no address is known for the host of " + url;
        } catch (IOException e) {
            return "cannot be reached at " + url + ": " + e.getMessage();
        }
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    private static boolean readableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // gone since, or a file system without such permissions
        }
    }

    private static <K, V> List<V> sorted(Map<K, V> map) {
        return map.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
