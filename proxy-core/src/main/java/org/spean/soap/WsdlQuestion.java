package org.spean.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.spean.fault.XmlText;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/** The envelope with which a WSDL is asked of its provider: {@code getWsdl} (PR-META, 4 and annex C.6). */
public final class WsdlQuestion {
    private WsdlQuestion() {}

    /**
     * In UTF-8.
     *
     * @param client in whose name it is asked
     * @param service whose WSDL it is
     * @param id of the exchange
     */
    public static byte[] envelope(ClientId client, ServiceId service, String id) {
        StringBuilder out = new StringBuilder(1536);
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope")
                .append(" xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"")
                .append(" xmlns:xro=\"http://x-road.eu/xsd/xroad.xsd\"")
                .append(" xmlns:iden=\"http://x-road.eu/xsd/identifiers\"><soap:Header>");
        out.append("<xro:client iden:objectType=\"")
                .append(client.subsystem() == null ? "MEMBER" : "SUBSYSTEM")
                .append("\">");
        client(out, client);
        out.append("</xro:client><xro:service iden:objectType=\"SERVICE\">");
        client(out, service.provider());
        field(out, "iden:serviceCode", "getWsdl");
        out.append("</xro:service>");
        field(out, "xro:id", id);
        field(out, "xro:protocolVersion", "4.0");
        out.append("</soap:Header><soap:Body><xro:getWsdl>");
        field(out, "xro:serviceCode", service.serviceCode());
        field(out, "xro:serviceVersion", service.version());
        return out.append("</xro:getWsdl></soap:Body></soap:Envelope>")
                .toString()
                .getBytes(UTF_8);
    }

    private static void client(StringBuilder out, ClientId id) {
        field(out, "iden:xRoadInstance", id.member().instance());
        field(out, "iden:memberClass", id.member().memberClass());
        field(out, "iden:memberCode", id.member().memberCode());
        field(out, "iden:subsystemCode", id.subsystem());
    }

    private static void field(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append('<').append(name).append('>');
            XmlText.append(out, value);
            out.append("</").append(name).append('>');
        }
    }
}
