package org.spean.globalconf;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.crypto.certificate.CertHash;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/**
 * Reads shared parameters. The versions 2 to 6 differ only by elements that were added ({@code source},
 * {@code acmeServer}, {@code subsystemName}, {@code inMaintenanceMode}, {@code costType}, {@code defaultCsrFormat}) and
 * by the hash of authentication certificates, told apart by its length; so one reader serves them all.
 */
final class SharedParamsReader {
    private final List<SharedParams.Authority> authorities = new ArrayList<>();
    private final List<TimeStampingAuthority> timeStampers = new ArrayList<>();
    private final Map<MemberId, String> members = new HashMap<>();
    private final Set<ClientId> subsystems = new HashSet<>();
    private final Map<String, ClientId> references = new HashMap<>();
    private final Map<SecurityServerId, SecurityServer> servers = new LinkedHashMap<>();
    private final Map<String, Set<ClientId>> groups = new HashMap<>();
    private @Nullable String instance;
    private @Nullable Duration ocspFreshness;

    private SharedParamsReader() {}

    static SharedParams read(Path file) {
        SharedParamsReader reader = new SharedParamsReader();
        ParamsXml.read(file, reader::element);
        if (reader.instance == null) {
            throw new ConfigurationException(file, null, "missing element instanceIdentifier");
        }
        if (reader.ocspFreshness == null) {
            throw new ConfigurationException(file, "globalSettings", "missing element ocspFreshnessSeconds");
        }
        return new SharedParams(
                reader.instance,
                reader.authorities,
                reader.timeStampers,
                reader.members,
                reader.subsystems,
                List.copyOf(reader.servers.values()),
                reader.groups,
                reader.ocspFreshness);
    }

    private void element(ParamsXml xml, String name) {
        switch (name) {
            case "instanceIdentifier" -> instance = xml.text();
            case "approvedCA" -> authorities.add(authority(xml));
            case "approvedTSA" -> timeStampers.add(timeStamper(xml));
            case "member" -> member(xml);
            case "securityServer" -> server(xml);
            case "globalGroup" -> group(xml);
            case "globalSettings" ->
                xml.children(child -> {
                    if (child.equals("ocspFreshnessSeconds")) {
                        ocspFreshness = xml.seconds();
                    }
                });
            default -> {}
        }
    }

    private static SharedParams.Authority authority(ParamsXml xml) {
        String where = xml.where();
        Draft draft = new Draft();
        List<SharedParams.Node> intermediates = new ArrayList<>();
        List<SharedParams.Node> top = new ArrayList<>(1);
        xml.children(child -> {
            switch (child) {
                case "name" -> draft.name = xml.text();
                case "authenticationOnly" -> draft.flag = xml.flag();
                case "topCA" -> top.add(node(xml));
                case "intermediateCA" -> intermediates.add(node(xml));
                case "certificateProfileInfo" -> draft.text = xml.text();
                default -> {}
            }
        });
        return new SharedParams.Authority(
                xml.need(draft.name, where, "name"),
                draft.flag,
                xml.need(top.isEmpty() ? null : top.getFirst(), where, "topCA"),
                List.copyOf(intermediates),
                xml.need(draft.text, where, "certificateProfileInfo"));
    }

    private static SharedParams.Node node(ParamsXml xml) {
        String where = xml.where();
        Draft draft = new Draft();
        List<SharedParams.Responder> responders = new ArrayList<>();
        xml.children(child -> {
            switch (child) {
                case "cert" -> draft.certificate = xml.certificate();
                case "ocsp" -> responders.add(responder(xml));
                default -> {}
            }
        });
        return new SharedParams.Node(xml.need(draft.certificate, where, "cert"), List.copyOf(responders));
    }

    private static SharedParams.Responder responder(ParamsXml xml) {
        String where = xml.where();
        Draft draft = new Draft();
        xml.children(child -> {
            switch (child) {
                case "url" -> draft.url = xml.url();
                case "cert" -> draft.certificate = xml.certificate();
                default -> {}
            }
        });
        return new SharedParams.Responder(xml.need(draft.url, where, "url"), draft.certificate);
    }

    private static TimeStampingAuthority timeStamper(ParamsXml xml) {
        String where = xml.where();
        Draft draft = new Draft();
        xml.children(child -> {
            switch (child) {
                case "name" -> draft.name = xml.text();
                case "url" -> draft.url = xml.url();
                case "cert" -> draft.certificate = xml.certificate();
                default -> {}
            }
        });
        return new TimeStampingAuthority(
                xml.need(draft.name, where, "name"),
                xml.need(draft.url, where, "url"),
                xml.need(draft.certificate, where, "cert"));
    }

    private void member(ParamsXml xml) {
        String where = xml.where();
        String reference = xml.attribute("id");
        Draft draft = new Draft();
        Map<String, @Nullable String> codes = new LinkedHashMap<>();
        xml.children(child -> {
            switch (child) {
                case "memberClass" ->
                    xml.children(part -> {
                        if (part.equals("code")) {
                            draft.text = xml.text();
                        }
                    });
                case "memberCode" -> draft.code = xml.text();
                case "name" -> draft.name = xml.text();
                case "subsystem" -> subsystem(xml, codes);
                default -> {}
            }
        });
        String home = xml.need(instance, where, "instanceIdentifier before the first member");
        String memberClass = xml.need(draft.text, where, "memberClass");
        String code = xml.need(draft.code, where, "memberCode");
        MemberId member = xml.id(where, () -> new MemberId(home, memberClass, code));
        if (members.put(member, xml.need(draft.name, where, "name")) != null) {
            throw new ConfigurationException(xml.file(), where, "member " + member + " is there twice");
        }
        refer(xml, where, reference, new ClientId(member, null));
        codes.forEach((subsystem, id) -> {
            ClientId client = xml.id(where, () -> new ClientId(member, subsystem));
            subsystems.add(client);
            refer(xml, where, id, client);
        });
    }

    private static void subsystem(ParamsXml xml, Map<String, @Nullable String> codes) {
        String where = xml.where();
        String reference = xml.attribute("id");
        Draft draft = new Draft();
        xml.children(child -> {
            if (child.equals("subsystemCode")) {
                draft.code = xml.text();
            }
        });
        String code = xml.need(draft.code, where, "subsystemCode");
        if (codes.containsKey(code)) {
            throw new ConfigurationException(xml.file(), where, "subsystem " + code + " is there twice");
        }
        codes.put(code, reference);
    }

    private void refer(ParamsXml xml, String where, @Nullable String reference, ClientId client) {
        if (reference != null && references.put(reference, client) != null) {
            throw new ConfigurationException(xml.file(), where, "id " + reference + " is there twice");
        }
    }

    private void server(ParamsXml xml) {
        String where = xml.where();
        Draft draft = new Draft();
        Set<CertHash> hashes = new LinkedHashSet<>();
        Set<ClientId> clients = new HashSet<>();
        xml.children(child -> {
            switch (child) {
                case "owner" -> draft.text = xml.text();
                case "serverCode" -> draft.code = xml.text();
                case "address" -> draft.name = xml.textOrEmpty();
                case "authCertHash" -> hashes.add(certHash(xml));
                case "client" -> clients.add(referred(xml, xml.where(), xml.text()));
                case "inMaintenanceMode" -> draft.maintenance = maintenance(xml);
                default -> {}
            }
        });
        ClientId owner = referred(xml, where, xml.need(draft.text, where, "owner"));
        if (owner.subsystem() != null) {
            throw new ConfigurationException(xml.file(), where, "owner " + owner + " (expected: a member)");
        }
        String code = xml.need(draft.code, where, "serverCode");
        SecurityServerId id = xml.id(where, () -> new SecurityServerId(owner.member(), code));
        String address = draft.name == null ? "" : draft.name;
        if (servers.put(id, new SecurityServer(id, address, hashes, clients, draft.maintenance)) != null) {
            throw new ConfigurationException(xml.file(), where, "security server " + id + " is there twice");
        }
    }

    private ClientId referred(ParamsXml xml, String where, String reference) {
        ClientId client = references.get(reference);
        if (client == null) {
            throw new ConfigurationException(
                    xml.file(), where, "'" + reference + "' (expected: the id of a member or subsystem above)");
        }
        return client;
    }

    /** By length, not by version: published trees of version 2 hold SHA-256 beside SHA-1. */
    private static CertHash certHash(ParamsXml xml) {
        String where = xml.where();
        byte[] bytes = xml.base64();
        CertHash.Algorithm algorithm = bytes.length == 20 ? CertHash.Algorithm.SHA_1 : CertHash.Algorithm.SHA_256;
        try {
            return new CertHash(algorithm, bytes);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    xml.file(), where, bytes.length + " bytes (expected: 20 of SHA-1 or 32 of SHA-256)", e);
        }
    }

    private static Maintenance maintenance(ParamsXml xml) {
        Draft draft = new Draft();
        xml.children(child -> {
            if (child.equals("message")) {
                draft.text = xml.textOrEmpty();
            }
        });
        return new Maintenance(draft.text == null || draft.text.isEmpty() ? null : draft.text);
    }

    private void group(ParamsXml xml) {
        String where = xml.where();
        Draft draft = new Draft();
        Set<ClientId> clients = new HashSet<>();
        xml.children(child -> {
            switch (child) {
                case "groupCode" -> draft.code = xml.text();
                case "groupMember" -> clients.add(xml.clientId());
                default -> {}
            }
        });
        String code = xml.need(draft.code, where, "groupCode");
        if (groups.put(code, clients) != null) {
            throw new ConfigurationException(xml.file(), where, "global group " + code + " is there twice");
        }
    }

    /** What was read of an element so far; every reader of an element uses some of it. */
    private static final class Draft {
        @Nullable
        String name;

        @Nullable
        String code;

        @Nullable
        String text;

        @Nullable
        URI url;

        @Nullable
        X509Certificate certificate;

        @Nullable
        Maintenance maintenance;

        boolean flag;
    }
}
