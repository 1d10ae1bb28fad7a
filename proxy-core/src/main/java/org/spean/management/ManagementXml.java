package org.spean.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.spean.fault.XmlText;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/** The SOAP message of a request (PR-MSERV, annex A; PR-MESS). */
public final class ManagementXml {
    private final StringBuilder out = new StringBuilder(2048);

    private ManagementXml() {}

    /**
     * The envelope of a request in the name of the server's owner.
     *
     * @param provider of the management services
     * @param id of the message
     */
    static byte[] envelope(ManagementRequest request, SecurityServerId server, ClientId provider, String id) {
        ManagementXml xml = new ManagementXml();
        xml.out
                .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\"")
                .append(" xmlns:id=\"http://x-road.eu/xsd/identifiers\"")
                .append(" xmlns:xroad=\"http://x-road.eu/xsd/xroad.xsd\"><SOAP-ENV:Header>");
        xml.client("client", new ClientId(server.owner(), null));
        xml.identifier("service", "SERVICE", provider.member(), provider.subsystem(), "serviceCode", request.code());
        xml.text("id", id).text("protocolVersion", "4.0");
        xml.out
                .append("</SOAP-ENV:Header><SOAP-ENV:Body><xroad:")
                .append(request.code())
                .append('>');
        xml.identifier("server", "SERVER", server.owner(), null, "serverCode", server.serverCode());
        request.write(xml);
        xml.out.append("</xroad:").append(request.code()).append("></SOAP-ENV:Body></SOAP-ENV:Envelope>");
        return xml.out.toString().getBytes(UTF_8);
    }

    /** Adds an element with a text. */
    ManagementXml text(String name, String text) {
        return element("xroad", name, text);
    }

    /** Adds an element with a client's codes. */
    ManagementXml client(String name, ClientId client) {
        return identifier(
                name,
                client.subsystem() == null ? "MEMBER" : "SUBSYSTEM",
                client.member(),
                client.subsystem(),
                null,
                null);
    }

    private ManagementXml identifier(
            String name,
            String type,
            MemberId member,
            @Nullable String subsystem,
            @Nullable String lastName,
            @Nullable String last) {
        out.append("<xroad:")
                .append(name)
                .append(" id:objectType=\"")
                .append(type)
                .append("\">");
        element("id", "xRoadInstance", member.instance());
        element("id", "memberClass", member.memberClass());
        element("id", "memberCode", member.memberCode());
        if (subsystem != null) {
            element("id", "subsystemCode", subsystem);
        }
        if (lastName != null && last != null) {
            element("id", lastName, last);
        }
        out.append("</xroad:").append(name).append('>');
        return this;
    }

    private ManagementXml element(String prefix, String name, String text) {
        out.append('<').append(prefix).append(':').append(name).append('>');
        XmlText.append(out, text);
        out.append("</").append(prefix).append(':').append(name).append('>');
        return this;
    }
}
