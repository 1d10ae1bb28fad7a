package org.spean.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.config.ServiceDescription.Kind;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/**
 * Reads {@code descriptions}: rights and addresses from the configuration file, services and endpoints from what was last
 * applied. No document is parsed or fetched here, so that a start never waits for one.
 */
final class DescriptionReader {
    private static final int MAX_DOCUMENT = 16 << 20;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private final Section root;
    private final SideFiles side;
    private final Map<ClientId, ClientConfig> clients;
    private final Map<ServiceId, ServiceConfig> services;

    private DescriptionReader(
            Section root, SideFiles side, Map<ClientId, ClientConfig> clients, Map<ServiceId, ServiceConfig> services) {
        this.root = root;
        this.side = side;
        this.clients = clients;
        this.services = services;
    }

    /** Adds the described services to those of {@code services}. */
    static void addServices(
            Section root, SideFiles side, Map<ClientId, ClientConfig> clients, Map<ServiceId, ServiceConfig> services) {
        DescriptionReader reader = new DescriptionReader(root, side, clients, services);
        Set<String> names = new HashSet<>();
        for (Section s : root.children(Settings.DESCRIPTIONS)) {
            reader.add(s, source(root, s, side, names));
        }
    }

    static List<DescriptionSource> sources(Section root, SideFiles side) {
        Set<String> names = new HashSet<>();
        return root.children(Settings.DESCRIPTIONS).stream()
                .map(s -> source(root, s, side, names))
                .toList();
    }

    private static DescriptionSource source(Section root, Section s, SideFiles side, Set<String> names) {
        String name = s.text(Settings.DESCRIPTION_NAME);
        if (!name.matches(NAME)) {
            throw s.error(
                    Settings.DESCRIPTION_NAME,
                    "'" + name + "' (expected: at most 64 letters, digits, '-', '_' and '.')");
        }
        if (!names.add(name)) {
            throw s.error(Settings.DESCRIPTION_NAME, "'" + name + "' is there twice");
        }
        boolean wsdl = s.has(Settings.DESCRIPTION_WSDL);
        if (wsdl == s.has(Settings.DESCRIPTION_OPENAPI)) {
            throw s.error(
                    Settings.DESCRIPTION_OPENAPI,
                    (wsdl ? "given beside wsdl" : "missing") + " (expected: one of openapi, wsdl)");
        }
        refuse(s, wsdl, Settings.DESCRIPTION_SERVICE, Settings.DESCRIPTION_ENDPOINTS);
        refuse(s, !wsdl, Settings.DESCRIPTION_SERVICES);
        String service = s.optionalText(Settings.DESCRIPTION_SERVICE);
        List<X509Certificate> trust = side.certificates(s.child(Settings.DESCRIPTION_TLS), Settings.DESCRIPTION_TRUST);
        return new DescriptionSource(
                name,
                s.convert(Settings.DESCRIPTION_PROVIDER, ClientId::parse),
                wsdl ? Kind.WSDL : Kind.OPENAPI,
                s.convert(wsdl ? Settings.DESCRIPTION_WSDL : Settings.DESCRIPTION_OPENAPI, text -> location(text, s)),
                wsdl ? null : service == null ? name : service,
                s.has(Settings.DESCRIPTION_URL) ? s.convert(Settings.DESCRIPTION_URL, ServiceReader::url) : null,
                trust,
                root.path(Settings.DESCRIPTION_DIRECTORY));
    }

    private static void refuse(Section s, boolean of, Setting... settings) {
        for (Setting setting : settings) {
            if (of && s.has(setting)) {
                throw s.error(setting, "not for a document of this kind (" + setting.meaning() + ")");
            }
        }
    }

    private static URI location(String text, Section s) {
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            return s.resolve(text).toUri();
        }
        URI url = URI.create(text);
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("'" + text + "' (expected: http://host[:port]/path or https://…)");
        }
        return url;
    }

    private void add(Section s, DescriptionSource source) {
        AppliedDescription applied = applied(s, source);
        ClientConfig provider = clients.get(source.provider());
        AccessList allow = ServiceReader.subjects(s, Settings.DESCRIPTION_ALLOW, provider);
        List<EndpointRule> endpoints = ServiceReader.endpoints(
                s.children(Settings.DESCRIPTION_ENDPOINTS),
                Settings.DESCRIPTION_ENDPOINT_METHOD,
                Settings.DESCRIPTION_ENDPOINT_PATH,
                Settings.DESCRIPTION_ENDPOINT_ALLOW,
                DescriptionReader::pattern,
                provider);
        TlsConfig offer = // of a service for which nothing is said
                TlsReader.read(s.child(Settings.DESCRIPTION_TLS), Settings.SERVICE_PROTOCOLS, Settings.SERVICE_SUITES);
        byte[] document = document(s, source.directory().resolve(applied.document()));
        Map<String, Difference> differences = differences(s, provider);
        for (AppliedDescription.Service service : applied.services()) {
            Difference different = differences.getOrDefault(service.name(), Difference.NONE);
            differences.remove(service.name());
            ServiceId id = id(s, source, service);
            Duration timeout = different.timeout();
            ServiceConfig config = new ServiceConfig(
                    id,
                    source.url() == null ? service.url() : source.url(),
                    source.kind() == Kind.WSDL ? ServiceProtocol.SOAP : ServiceProtocol.REST,
                    timeout == null ? s.duration(Settings.DESCRIPTION_TIMEOUT) : timeout,
                    0,
                    different.disabled() == null ? s.optionalText(Settings.DESCRIPTION_DISABLED) : different.disabled(),
                    new ServiceTlsConfig(true, source.trust(), null, offer),
                    allow.and(different.allow()),
                    endpoints,
                    new ServiceDescription(source.kind(), applied.contentType(), document, service.endpoints()));
            if (services.putIfAbsent(id, config) != null) {
                throw s.error(Settings.DESCRIPTION_NAME, "its service '" + id + "' is there twice");
            }
        }
        if (!differences.isEmpty()) {
            String name = differences.keySet().iterator().next();
            List<String> known = applied.services().stream()
                    .map(AppliedDescription.Service::name)
                    .toList();
            throw s.error(Settings.DESCRIPTION_SERVICES, "unknown service '" + name + "'" + Nearest.hint(name, known));
        }
    }

    private AppliedDescription applied(Section s, DescriptionSource source) {
        try {
            return AppliedDescription.read(source.index(), side.bytes(source.index(), MAX_DOCUMENT));
        } catch (NoSuchFileException e) {
            throw s.error(
                    Settings.DESCRIPTION_NAME,
                    "'" + source.name() + "' is not applied yet (expected: spean service refresh --apply -c "
                            + root.file() + " " + source.name() + ")",
                    e);
        } catch (IOException e) {
            throw s.error(Settings.DESCRIPTION_NAME, "cannot be read: " + source.index() + ": " + e.getMessage(), e);
        }
    }

    private byte[] document(Section s, Path file) {
        try {
            return side.bytes(file, MAX_DOCUMENT);
        } catch (IOException e) {
            throw s.error(Settings.DESCRIPTION_NAME, "cannot be read: " + file, e);
        }
    }

    private static ServiceId id(Section s, DescriptionSource source, AppliedDescription.Service service) {
        if (ServiceReader.RESERVED.contains(service.code())) {
            throw s.error(Settings.DESCRIPTION_NAME, "'" + service.code() + "' is a service of the gateway itself");
        }
        try {
            return new ServiceId(source.provider(), service.code(), service.version());
        } catch (IdentifierException e) {
            throw s.error(Settings.DESCRIPTION_NAME, String.valueOf(e.getMessage()), e);
        }
    }

    /** A path of an OpenAPI document is a pattern in which a parameter stands for one segment. */
    private static PathPattern pattern(String path) {
        return PathPattern.parse(path.replaceAll("\\{[^/{}]*\\}", "*"));
    }

    /** What one service of a WSDL has of its own. */
    private record Difference(
            @Nullable Duration timeout, @Nullable String disabled, AccessList allow) {
        static final Difference NONE = new Difference(null, null, AccessList.NOBODY);
    }

    private static Map<String, Difference> differences(Section s, @Nullable ClientConfig provider) {
        Map<String, Difference> differences = new HashMap<>();
        for (Section one : s.children(Settings.DESCRIPTION_SERVICES)) {
            String name = one.text(Settings.DESCRIPTION_SERVICES_CODE);
            Difference difference = new Difference(
                    one.has(Settings.DESCRIPTION_SERVICES_TIMEOUT)
                            ? one.duration(Settings.DESCRIPTION_SERVICES_TIMEOUT)
                            : null,
                    one.optionalText(Settings.DESCRIPTION_SERVICES_DISABLED),
                    ServiceReader.subjects(one, Settings.DESCRIPTION_SERVICES_ALLOW, provider));
            if (differences.put(name, difference) != null) {
                throw one.error(Settings.DESCRIPTION_SERVICES_CODE, "'" + name + "' is there twice");
            }
        }
        return differences;
    }
}
