package org.spean.testbed.globalconf;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Renders shared parameters in the schema of the content's version. */
final class SharedParams {
    private final ConfContent content;
    private final XmlText xml = new XmlText();
    private final Map<String, String> ids = new HashMap<>();

    private final List<ConfAnnouncement> sources;

    private SharedParams(ConfContent content, List<ConfAnnouncement> sources) {
        this.content = content;
        this.sources = sources;
    }

    static String render(ConfContent content) {
        return render(content, List.of(new ConfAnnouncement("127.0.0.14", List.of(), List.of())));
    }

    static String render(ConfContent content, List<ConfAnnouncement> sources) {
        SharedParams params = new SharedParams(content, sources);
        params.body();
        return params.xml.end();
    }

    private void body() {
        xml.element("instanceIdentifier", content.instance());
        if (content.version() >= 3) {
            sources.forEach(this::source);
        }
        content.authorities().forEach(this::authority);
        content.timeStampers().forEach(this::timeStamper);
        content.members().forEach(this::member);
        content.servers().forEach(this::server);
        content.groups().forEach(this::group);
        xml.open("globalSettings");
        for (String code : new TreeSet<>(
                content.members().stream().map(ConfMember::memberClass).toList())) {
            memberClass(code);
        }
        xml.element(
                "ocspFreshnessSeconds", Long.toString(content.ocspFreshness().toSeconds()));
        xml.close("globalSettings");
    }

    private void source(ConfAnnouncement source) {
        xml.open("source").element("address", source.address());
        source.internal().forEach(c -> xml.element("internalVerificationCert", XmlText.base64(c)));
        source.external().forEach(c -> xml.element("externalVerificationCert", XmlText.base64(c)));
        xml.close("source");
    }

    private void authority(ConfAuthority authority) {
        xml.open("approvedCA")
                .element("name", authority.name())
                .element("authenticationOnly", Boolean.toString(authority.authenticationOnly()));
        node("topCA", authority.top());
        authority.intermediates().forEach(node -> node("intermediateCA", node));
        xml.element("certificateProfileInfo", authority.profileClass()).close("approvedCA");
    }

    private void node(String element, ConfAuthority.Node node) {
        xml.open(element).element("cert", XmlText.base64(node.certificate())).open("ocsp");
        xml.element("url", node.ocsp().toString());
        @Nullable X509Certificate responder = node.responder();
        if (responder != null) {
            xml.element("cert", XmlText.base64(responder));
        }
        if (content.version() >= 6) {
            xml.element("costType", "FREE");
        }
        xml.close("ocsp").close(element);
    }

    private void timeStamper(ConfTimeStamper authority) {
        xml.open("approvedTSA")
                .element("name", authority.name())
                .element("url", authority.url().toString())
                .element("cert", XmlText.base64(authority.certificate()));
        if (content.version() >= 6) {
            xml.element("costType", "FREE");
        }
        xml.close("approvedTSA");
    }

    private void member(ConfMember member) {
        String memberId = member.memberClass() + "/" + member.memberCode();
        xml.open("member id=\"" + id(memberId) + "\"");
        memberClass(member.memberClass());
        xml.element("memberCode", member.memberCode()).element("name", member.name());
        for (String subsystem : member.subsystems()) {
            xml.open("subsystem id=\"" + id(memberId + "/" + subsystem) + "\"");
            xml.element("subsystemCode", subsystem);
            if (content.version() >= 5) {
                xml.element("subsystemName", "Subsystem " + subsystem);
            }
            xml.close("subsystem");
        }
        xml.close("member");
    }

    private void server(ConfServer server) {
        xml.open("securityServer")
                .element("owner", known(server.ownerClass() + "/" + server.ownerCode()))
                .element("serverCode", server.serverCode())
                .element("address", server.address());
        String algorithm = content.version() == 2 ? "SHA-1" : "SHA-256";
        server.authentication().forEach(c -> xml.element("authCertHash", XmlText.hash(c, algorithm)));
        server.hashes()
                .forEach(h -> xml.element("authCertHash", Base64.getEncoder().encodeToString(h)));
        server.clients().forEach(client -> xml.element("client", known(client)));
        @Nullable String maintenance = server.maintenance();
        if (maintenance != null && content.version() >= 5) {
            xml.open("inMaintenanceMode");
            if (!maintenance.isEmpty()) {
                xml.element("message", maintenance);
            }
            xml.close("inMaintenanceMode");
        }
        xml.close("securityServer");
    }

    private void group(ConfGroup group) {
        xml.open("globalGroup").element("groupCode", group.code()).element("description", group.description());
        group.members().forEach(id -> xml.client("groupMember", content.instance(), id));
        xml.close("globalGroup");
    }

    private void memberClass(String code) {
        String description = switch (code) {
            case "GOV" -> "Government";
            case "COM" -> "Commercial";
            case "NGO" -> "Non-governmental";
            default -> code;
        };
        xml.open("memberClass")
                .element("code", code)
                .element("description", description)
                .close("memberClass");
    }

    private String id(String client) {
        String id = "id" + ids.size();
        if (ids.put(client, id) != null) {
            throw new IllegalArgumentException("member: " + client + " is listed twice");
        }
        return id;
    }

    private String known(String client) {
        @Nullable String id = ids.get(client);
        if (id == null) {
            throw new IllegalArgumentException("client: " + client + " (expected: a listed member or subsystem)");
        }
        return id;
    }
}
