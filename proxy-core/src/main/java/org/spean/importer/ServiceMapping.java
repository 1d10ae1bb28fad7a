package org.spean.importer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.config.PathPattern;
import org.spean.config.ServiceUrl;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.ServiceId;

/**
 * Carries over services: what a service description and its services say, and the rights on them. Rights are given on
 * endpoints of a service code, so all versions of a service share them.
 */
final class ServiceMapping {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final String SOAP = "SOAP";
    private static final Duration EXCHANGE = Duration.ofMinutes(10);

    private final ServerConf conf;
    private final Map<Long, ClientMapping.Carried> clients;
    private final ConfigTree config;
    private final ImportReport report;
    private final Map<Code, List<ObjectNode>> carried = new HashMap<>();
    private final Set<ServiceId> seen = new HashSet<>();
    private Duration longest = Duration.ZERO;

    /** A service code of a client. */
    private record Code(long client, String code) {}

    ServiceMapping(ServerConf conf, Map<Long, ClientMapping.Carried> clients, ConfigTree config, ImportReport report) {
        this.conf = conf;
        this.clients = clients;
        this.config = config;
        this.report = report;
    }

    void map() {
        Set<Long> descriptions = new HashSet<>();
        for (ServerConf.Description description : conf.descriptions()) {
            descriptions.add(description.id());
            description(description);
        }
        conf.services().stream()
                .filter(row -> row.description() == null || !descriptions.contains(row.description()))
                .forEach(row -> report.leftRow("service", row.code(), "belongs to no service description"));
        rights();
        if (longest.compareTo(EXCHANGE) >= 0) {
            config.set("timeouts.exchange", longest.plus(EXCHANGE).toMinutes() + "m");
        }
    }

    private void description(ServerConf.Description description) {
        List<ServerConf.Service> rows = conf.services().stream()
                .filter(row -> Objects.equals(row.description(), description.id()))
                .toList();
        ClientMapping.Carried client = description.client() == null ? null : clients.get(description.client());
        if (client == null) {
            String reason = Identifiers.without(conf, description.client());
            report.leftRow("servicedescription", description.url(), reason);
            rows.forEach(row -> report.leftRow("service", row.code(), reason));
            return;
        }
        boolean any = false;
        for (ServerConf.Service row : rows) {
            any |= service(description, client, row);
        }
        if (any) {
            report.carriedRow("servicedescription");
        } else {
            report.leftRow(
                    "servicedescription",
                    description.url() + " of " + client.id(),
                    rows.isEmpty() ? "has no services" : "none of its services is carried over");
        }
    }

    private boolean service(ServerConf.Description description, ClientMapping.Carried client, ServerConf.Service row) {
        String name = row.code() + " of " + client.id();
        ServiceId id;
        URI url;
        try {
            boolean versioned = row.version() != null && !row.version().isEmpty();
            if (versioned && !description.type().equals("WSDL")) {
                throw new IllegalArgumentException("has a version, as only SOAP services have");
            }
            id = new ServiceId(client.id(), row.code(), versioned ? row.version() : null);
            url = url(row.url());
        } catch (IllegalArgumentException e) {
            report.leftRow("service", name, e);
            return false;
        }
        if (!seen.add(id)) {
            report.leftRow("service", name, "is there twice");
            return false;
        }
        ObjectNode service = config.add("services");
        service.put("id", id.encoded());
        describe(description, service, name);
        service.put("url", url.toString());
        timeout(row, service, name);
        if (description.disabled()) {
            boolean silent =
                    description.notice() == null || description.notice().isBlank();
            service.put("disabled", silent ? "the service is disabled" : description.notice());
        }
        if ("https".equals(url.getScheme())) {
            tls(client, row, service, name);
        }
        carried.computeIfAbsent(
                        new Code(Objects.requireNonNull(description.client()), row.code()), c -> new ArrayList<>())
                .add(service);
        report.carriedRow("service");
        return true;
    }

    private void describe(ServerConf.Description description, ObjectNode service, String name) {
        if (description.type().equals("WSDL")) {
            service.put("protocol", SOAP);
        }
        if (!description.type().equals("REST")) { // its URL is the service's own
            report.changed(
                    "serverconf.servicedescription",
                    description.type() + " " + description.url() + " of " + name,
                    "the service is written out; to follow the document, name it under descriptions instead");
        }
    }

    private void timeout(ServerConf.Service row, ObjectNode service, String name) {
        if (row.timeout() == null) {
            return;
        }
        Duration timeout = Duration.ofSeconds(row.timeout());
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            report.changed(
                    "serverconf.service",
                    name,
                    "time-out " + row.timeout() + " s (0: none); is 1h now, the longest there is");
            timeout = LONGEST;
        }
        service.put("timeout", timeout.toSeconds() + "s");
        longest = timeout.compareTo(longest) > 0 ? timeout : longest;
    }

    private void tls(ClientMapping.Carried client, ServerConf.Service row, ObjectNode service, String name) {
        if (Boolean.FALSE.equals(row.verifyTls())) {
            service.putObject("tls").put("verify", false);
            report.changed(
                    "serverconf.service",
                    name,
                    "the certificate of its https URL is not verified, as before; name it in tls.trust instead");
        } else if (client.certificates().isEmpty()) {
            report.changed(
                    "serverconf.service",
                    name,
                    "no certificate was accepted for its https URL; now the JDK's authorities and the host name decide");
        } else {
            client.certificates().forEach(service.putObject("tls").putArray("trust")::add);
        }
    }

    private void rights() {
        Map<Long, List<ServerConf.Right>> byEndpoint = new HashMap<>();
        Set<Long> endpoints = new HashSet<>();
        conf.endpoints().forEach(endpoint -> endpoints.add(endpoint.id()));
        for (ServerConf.Right right : conf.rights()) {
            if (right.endpoint() == null || !endpoints.contains(right.endpoint())) {
                report.leftRow("accessright", "of " + right.subject(), "on no endpoint");
            } else {
                byEndpoint
                        .computeIfAbsent(right.endpoint(), e -> new ArrayList<>())
                        .add(right);
            }
        }
        Map<Code, Integer> idle = new java.util.LinkedHashMap<>();
        for (ServerConf.Endpoint endpoint : conf.endpoints()) {
            endpoint(endpoint, byEndpoint.getOrDefault(endpoint.id(), List.of()), idle);
        }
        idle.forEach((code, count) -> {
            report.left(
                    "serverconf.endpoint",
                    count + " of " + code.code + " of " + named(code),
                    "nobody has a right on them alone, so there is nothing to say of them");
            report.leftRows("endpoint", count);
        });
    }

    private void endpoint(ServerConf.Endpoint endpoint, List<ServerConf.Right> rights, Map<Code, Integer> idle) {
        Code code = endpoint.client() == null ? null : new Code(endpoint.client(), endpoint.serviceCode());
        String what = endpoint.method() + " " + endpoint.path() + " of " + endpoint.serviceCode();
        if (code == null || !carried.containsKey(code)) {
            String reason = code != null && clients.containsKey(code.client)
                    ? "no service " + endpoint.serviceCode() + " is carried over"
                    : Identifiers.without(conf, endpoint.client());
            leave(what, reason, rights, reason);
            return;
        }
        String name = what + " of " + named(code);
        if (endpoint.wholeService()) {
            ArrayNode allow = allow(rights, code, name);
            services(code).forEach(service -> service.set("allow", allow));
            report.carriedRow("endpoint");
        } else if (rights.isEmpty()) {
            idle.merge(code, 1, Integer::sum);
        } else {
            rule(endpoint, rights, code, name);
        }
    }

    private void leave(String endpoint, String reason, List<ServerConf.Right> rights, String reasonOfRights) {
        report.leftRow("endpoint", endpoint, reason);
        rights.forEach(right -> report.leftRow("accessright", right.subject() + " on " + endpoint, reasonOfRights));
    }

    private List<ObjectNode> services(Code code) {
        return Objects.requireNonNull(carried.get(code));
    }

    private void rule(ServerConf.Endpoint endpoint, List<ServerConf.Right> rights, Code code, String name) {
        if (services(code).stream()
                .anyMatch(service -> SOAP.equals(service.path("protocol").textValue()))) {
            leave(name, "a SOAP service has no parts", rights, "the endpoint is left out");
            return;
        }
        String path = endpoint.path().equals("**") ? "/**" : endpoint.path();
        try {
            PathPattern.parse(path);
            if (!endpoint.method().equals("*") && !endpoint.method().matches("[A-Z]{1,20}")) {
                throw new IllegalArgumentException(
                        "'" + endpoint.method() + "' (expected: a method in upper case, or *)");
            }
        } catch (IllegalArgumentException e) {
            leave(name, String.valueOf(e.getMessage()), rights, "the endpoint is left out");
            return;
        }
        ArrayNode allow = allow(rights, code, name);
        for (ObjectNode service : services(code)) {
            ArrayNode rules =
                    service.get("endpoints") instanceof ArrayNode there ? there : service.putArray("endpoints");
            rules.addObject().put("method", endpoint.method()).put("path", path).set("allow", allow);
        }
        report.carriedRow("endpoint");
    }

    private ArrayNode allow(List<ServerConf.Right> rights, Code code, String name) {
        ArrayNode allow = JsonNodeFactory.instance.arrayNode();
        Set<String> groups = Objects.requireNonNull(clients.get(code.client)).groups();
        for (ServerConf.Right right : rights) {
            try {
                Identifiers.addSubject(allow, right.subject(), groups);
                report.carriedRow("accessright");
            } catch (IdentifierException e) {
                report.leftRow("accessright", right.subject() + " on " + name, e);
            }
        }
        return allow;
    }

    private String named(Code code) {
        return String.valueOf(Objects.requireNonNull(clients.get(code.client)).id());
    }

    private static URI url(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("has no URL");
        }
        try {
            URI url = new URI(text.strip());
            if (ServiceUrl.allowed(url)) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getReason(), e);
        }
        throw new IllegalArgumentException(
                "'" + text + "' (expected: a http or https URL without query, fragment and user)");
    }
}
