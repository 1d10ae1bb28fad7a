package org.spean.importer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;

/** Carries over clients with their certificates and local groups. */
final class ClientMapping {
    private static final Map<String, String> CONNECTIONS =
            Map.of("NOSSL", "HTTP", "SSLNOAUTH", "HTTPS", "SSLAUTH", "HTTPS_CERTIFICATE");

    /**
     * A client that was carried over.
     *
     * @param id its id
     * @param certificates names of the files with its certificates
     * @param groups codes of its local groups
     */
    record Carried(ClientId id, List<String> certificates, Set<String> groups) {}

    private final ServerConf conf;
    private final ConfigTree config;
    private final OutputFiles files;
    private final ImportReport report;
    private final Map<Long, Carried> carried = new HashMap<>();

    ClientMapping(ServerConf conf, ConfigTree config, OutputFiles files, ImportReport report) {
        this.conf = conf;
        this.config = config;
        this.files = files;
        this.report = report;
    }

    /** The clients carried over, by their keys. */
    Map<Long, Carried> map() {
        conf.clients().forEach(this::client);
        orphans();
        return carried;
    }

    private void client(ServerConf.Client row) {
        ClientId id;
        try {
            id = Identifiers.client(row.identifier());
        } catch (IdentifierException e) {
            leave(row, String.valueOf(e.getMessage()));
            return;
        }
        if (!"registered".equals(row.status())) {
            leave(row, "is not registered but '" + row.status() + "', so it may not exchange messages");
            return;
        }
        String connection = CONNECTIONS.get(Objects.requireNonNullElse(row.authentication(), "SSLAUTH"));
        if (connection == null) {
            leave(row, "connection type '" + row.authentication() + "' (expected: NOSSL, SSLNOAUTH, SSLAUTH)");
            return;
        }
        ObjectNode client = config.add("clients");
        client.put("id", id.encoded()).put("connection", connection);
        List<String> certificates = certificates(row, id);
        if (!certificates.isEmpty() || connection.equals("HTTPS_CERTIFICATE")) {
            certificates.forEach(client.putArray("certificates")::add);
        }
        carried.put(row.id(), new Carried(id, certificates, groups(row, client)));
        report.carriedRow("client");
    }

    private List<String> certificates(ServerConf.Client row, ClientId id) {
        List<String> names = new ArrayList<>();
        for (ServerConf.Certificate certificate : conf.certificates()) {
            if (!Objects.equals(certificate.client(), row.id())) {
                continue;
            }
            try {
                byte[] der = certificate.der() == null ? new byte[0] : certificate.der();
                Certificates.parse(der);
                names.add(files.add(name(id, certificate.id()), pem(der)));
                report.carriedRow("certificate");
            } catch (MalformedCertificateException e) {
                report.leftRow("certificate", "row " + certificate.id() + " of " + id, e);
            }
        }
        return names;
    }

    private Set<String> groups(ServerConf.Client row, ObjectNode client) {
        Set<String> codes = new HashSet<>();
        ObjectNode groups = client.objectNode();
        for (ServerConf.LocalGroup group : conf.groups()) {
            if (!Objects.equals(group.client(), row.id())) {
                continue;
            }
            if (group.code().isBlank() || !codes.add(group.code())) {
                report.leftRow("localgroup", name(group), group.code().isBlank() ? "has no code" : "is there twice");
                continue;
            }
            members(group, groups.putArray(group.code()));
            report.carriedRow("localgroup");
        }
        if (!groups.isEmpty()) {
            client.set("groups", groups);
        }
        return codes;
    }

    private void members(ServerConf.LocalGroup group, ArrayNode members) {
        for (ServerConf.GroupMember member : conf.members()) {
            if (!Objects.equals(member.group(), group.id())) {
                continue;
            }
            try {
                members.add(Identifiers.client(member.identifier()).encoded());
                report.carriedRow("groupmember");
            } catch (IdentifierException e) {
                report.leftRow("groupmember", member.identifier() + " of " + name(group), e);
            }
        }
    }

    private void leave(ServerConf.Client row, String reason) {
        report.leftRow("client", String.valueOf(row.identifier()), reason + "; so is what belongs to it");
    }

    /** What belongs to clients that were left out, or to none. */
    private void orphans() {
        Set<Long> groups = new HashSet<>();
        for (ServerConf.LocalGroup group : conf.groups()) {
            if (carried.containsKey(group.client())) {
                groups.add(group.id());
            } else {
                report.leftRow("localgroup", name(group), Identifiers.without(conf, group.client()));
            }
        }
        for (ServerConf.GroupMember member : conf.members()) {
            if (!groups.contains(member.group())) {
                report.leftRow("groupmember", String.valueOf(member.identifier()), "its group is left out");
            }
        }
        for (ServerConf.Certificate certificate : conf.certificates()) {
            if (!carried.containsKey(certificate.client())) {
                report.leftRow(
                        "certificate", "row " + certificate.id(), Identifiers.without(conf, certificate.client()));
            }
        }
    }

    private static String name(ServerConf.LocalGroup group) {
        return "group '" + group.code() + "'";
    }

    private static String name(ClientId id, long row) {
        String code = id.subsystem() == null ? id.member().memberCode() : id.subsystem();
        String plain = code.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.substring(0, Math.min(plain.length(), 60)) + "-" + row + ".pem";
    }

    private static byte[] pem(byte[] der) {
        return ("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
