package org.spean.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/** Reads {@code services}. */
final class ServiceReader {
    /** Codes that X-Road's servers answer themselves: metadata and monitoring. */
    static final Set<String> RESERVED = Set.of(
            "listMethods",
            "allowedMethods",
            "getWsdl",
            "getOpenAPI",
            "getSecurityServerOperationalData",
            "getSecurityServerHealthData",
            "getSecurityServerMetrics");

    private static final Map<String, ServiceProtocol> PROTOCOLS = new LinkedHashMap<>();

    static {
        for (ServiceProtocol protocol : ServiceProtocol.values()) {
            PROTOCOLS.put(protocol.name(), protocol);
        }
    }

    private static final List<String> GROUP_KEYS = List.of("globalGroup", "localGroup");

    private final SideFiles side;
    private final Map<ClientId, ClientConfig> clients;

    private ServiceReader(SideFiles side, Map<ClientId, ClientConfig> clients) {
        this.side = side;
        this.clients = clients;
    }

    static Map<ServiceId, ServiceConfig> read(Section root, SideFiles side, Map<ClientId, ClientConfig> clients) {
        ServiceReader reader = new ServiceReader(side, clients);
        Map<ServiceId, ServiceConfig> services = new LinkedHashMap<>();
        for (Section s : root.children(Settings.SERVICES)) {
            ServiceConfig service = reader.service(s);
            if (services.put(service.id(), service) != null) {
                throw s.error(Settings.SERVICE_ID, "'" + service.id() + "' is there twice");
            }
        }
        return services;
    }

    private static ServiceId id(String text) {
        ServiceId id = ServiceId.parse(text);
        if (RESERVED.contains(id.serviceCode())) {
            throw new IllegalArgumentException(
                    "'" + id.serviceCode() + "' is a service of the gateway itself (expected: another service code)");
        }
        return id;
    }

    private ServiceConfig service(Section s) {
        ServiceId id = s.convert(Settings.SERVICE_ID, ServiceReader::id);
        ClientConfig provider = clients.get(id.provider());
        URI url = s.convert(Settings.SERVICE_URL, ServiceReader::url);
        ServiceProtocol protocol = s.choice(Settings.SERVICE_PROTOCOL, PROTOCOLS);
        if (protocol == ServiceProtocol.REST && id.version() != null) {
            throw s.error(Settings.SERVICE_ID, "'" + id + "' has a version (expected: none, or protocol: SOAP)");
        }
        if (protocol == ServiceProtocol.SOAP && s.has(Settings.ENDPOINTS)) {
            throw s.error(Settings.ENDPOINTS, "given for a SOAP service, which has no parts (expected: allow)");
        }
        if (s.has(Settings.SERVICE_TLS) && !"https".equals(url.getScheme())) {
            throw s.error(Settings.SERVICE_TLS, "given for an http URL (expected: https in url)");
        }
        List<EndpointRule> endpoints = endpoints(
                s.children(Settings.ENDPOINTS),
                Settings.ENDPOINT_METHOD,
                Settings.ENDPOINT_PATH,
                Settings.ENDPOINT_ALLOW,
                PathPattern::parse,
                provider);
        return new ServiceConfig(
                id,
                url,
                protocol,
                s.duration(Settings.SERVICE_TIMEOUT),
                s.has(Settings.SERVICE_CONCURRENCY) ? s.count(Settings.SERVICE_CONCURRENCY) : 0,
                s.optionalText(Settings.SERVICE_DISABLED),
                tls(s.child(Settings.SERVICE_TLS)),
                subjects(s, Settings.SERVICE_ALLOW, provider),
                endpoints,
                null);
    }

    private ServiceTlsConfig tls(Section s) {
        boolean verify = s.flag(Settings.SERVICE_VERIFY);
        List<X509Certificate> trust = side.certificates(s, Settings.SERVICE_TRUST);
        if (!verify && !trust.isEmpty()) {
            throw s.error(Settings.SERVICE_VERIFY, "false beside trust (expected: one of them)");
        }
        KeyFile key = !s.has(Settings.SERVICE_OWN_KEY)
                ? null
                : side.keyFile(
                        s.child(Settings.SERVICE_OWN_KEY),
                        Settings.SERVICE_OWN_KEY_FILE,
                        Settings.SERVICE_OWN_KEY_PASSWORD_FILE,
                        Settings.SERVICE_OWN_KEY_PASSWORD_ENV,
                        Settings.SERVICE_OWN_KEY_ALIAS);
        return new ServiceTlsConfig(
                verify, trust, key, TlsReader.read(s, Settings.SERVICE_PROTOCOLS, Settings.SERVICE_SUITES));
    }

    static List<EndpointRule> endpoints(
            List<Section> sections,
            Setting method,
            Setting path,
            Setting allow,
            Function<String, PathPattern> pattern,
            @Nullable ClientConfig provider) {
        List<EndpointRule> endpoints = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section endpoint : sections) {
            EndpointRule rule = new EndpointRule(
                    endpoint.convert(method, ServiceReader::method),
                    endpoint.convert(path, pattern),
                    subjects(endpoint, allow, provider));
            if (!seen.add(rule.method() + " " + rule.path())) {
                throw endpoint.error(path, "'" + rule.method() + " " + rule.path() + "' is there twice");
            }
            endpoints.add(rule);
        }
        return endpoints;
    }

    /** Those a list of subjects names; local groups are the provider's. */
    static AccessList subjects(Section s, Setting setting, @Nullable ClientConfig provider) {
        List<Subject> subjects = new ArrayList<>();
        for (JsonNode value : s.values(setting)) {
            String where = s.at(setting.key()) + "[" + subjects.size() + "]";
            subjects.add(value instanceof ObjectNode map ? group(s, map, where, provider) : client(s, value, where));
        }
        return AccessList.of(subjects);
    }

    private static Subject client(Section s, JsonNode value, String where) {
        return new Subject.Client(s.convert(s.text(value, where), where, ClientId::parse));
    }

    private static Subject group(Section s, ObjectNode map, String where, @Nullable ClientConfig provider) {
        String kind = map.size() == 1 ? map.fieldNames().next() : "";
        if (!GROUP_KEYS.contains(kind)) {
            String hint = map.size() == 1 ? "unknown key '" + kind + "'" + Nearest.hint(kind, GROUP_KEYS) : "";
            throw new ConfigurationException(
                    s.file(), where, hint.isEmpty() ? "expected: an id, globalGroup or localGroup" : hint);
        }
        String place = where + "." + kind;
        String text = s.text(map.path(kind), place);
        if (kind.equals("globalGroup")) {
            return s.convert(text, place, ServiceReader::globalGroup);
        }
        if (provider == null || !provider.groups().containsKey(text)) {
            throw new ConfigurationException(
                    s.file(),
                    place,
                    "unknown group '" + text + "'"
                            + (provider == null
                                    ? " (expected: the provider among clients, with this group)"
                                    : Nearest.hint(text, provider.groups().keySet())));
        }
        return new Subject.LocalGroup(text);
    }

    private static Subject.GlobalGroup globalGroup(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException("'" + text + "' (expected: instance/group code)");
        }
        return new Subject.GlobalGroup(text.substring(0, slash), text.substring(slash + 1));
    }

    private static String method(String text) {
        if (!text.equals("*") && !text.matches("[A-Z]{1,20}")) {
            throw new IllegalArgumentException("'" + text + "' (expected: a method in upper case such as GET, or *)");
        }
        return text;
    }

    static URI url(String text) {
        try {
            URI url = new URI(text);
            if (ServiceUrl.allowed(url)) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException(
                "'" + text + "' (expected: http://host[:port]/path or https://…, without query, fragment and user)");
    }
}
