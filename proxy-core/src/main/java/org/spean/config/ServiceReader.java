package org.spean.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/** Reads {@code services}. */
final class ServiceReader {
    private static final List<String> GROUP_KEYS = List.of("globalGroup", "localGroup");

    private final SideFiles side;
    private final Map<ClientId, ClientConfig> clients;

    private ServiceReader(SideFiles side, Map<ClientId, ClientConfig> clients) {
        this.side = side;
        this.clients = clients;
    }

    static Map<ServiceId, ServiceConfig> read(Section root, SideFiles side, Map<ClientId, ClientConfig> clients) {
        ServiceReader reader = new ServiceReader(side, clients);
        Map<ServiceId, ServiceConfig> services = new HashMap<>();
        for (Section s : root.children(Settings.SERVICES)) {
            ServiceConfig service = reader.service(s);
            if (services.put(service.id(), service) != null) {
                throw s.error(Settings.SERVICE_ID, "'" + service.id() + "' is there twice");
            }
        }
        return services;
    }

    private ServiceConfig service(Section s) {
        ServiceId id = s.convert(Settings.SERVICE_ID, ServiceId::parse);
        ClientConfig provider = clients.get(id.provider());
        URI url = s.convert(Settings.SERVICE_URL, ServiceReader::url);
        if (s.has(Settings.SERVICE_TLS) && !"https".equals(url.getScheme())) {
            throw s.error(Settings.SERVICE_TLS, "given for an http URL (expected: https in url)");
        }
        List<EndpointRule> endpoints = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section endpoint : s.children(Settings.ENDPOINTS)) {
            EndpointRule rule = new EndpointRule(
                    endpoint.convert(Settings.ENDPOINT_METHOD, ServiceReader::method),
                    endpoint.convert(Settings.ENDPOINT_PATH, PathPattern::parse),
                    subjects(endpoint, Settings.ENDPOINT_ALLOW, provider));
            if (!seen.add(rule.method() + " " + rule.path())) {
                throw endpoint.error(
                        Settings.ENDPOINT_PATH, "'" + rule.method() + " " + rule.path() + "' is there twice");
            }
            endpoints.add(rule);
        }
        return new ServiceConfig(
                id,
                url,
                s.duration(Settings.SERVICE_TIMEOUT),
                s.optionalText(Settings.SERVICE_DISABLED),
                tls(s.child(Settings.SERVICE_TLS)),
                subjects(s, Settings.SERVICE_ALLOW, provider),
                endpoints);
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

    private static AccessList subjects(Section s, Setting setting, @Nullable ClientConfig provider) {
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

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getPort() <= 65_535
                    && url.getPort() != 0
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException(
                "'" + text + "' (expected: http://host[:port]/path or https://…, without query, fragment and user)");
    }
}
