package org.spean.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.spean.fault.XmlText;
import org.spean.globalconf.RegisteredClient;
import org.spean.identifier.ClientId;

/** The answer of {@code listClients} in both forms, with the names and the order that X-Road's servers have (PR-META, annexes A and B). */
final class ClientList {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String START = """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <ns2:clientList xmlns:ns1="http://x-road.eu/xsd/identifiers" xmlns:ns2="http://x-road.eu/xsd/xroad.xsd">
            """;

    private ClientList() {}

    static byte[] json(List<RegisteredClient> clients) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + 192 * clients.size());
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("member");
            for (RegisteredClient client : clients) {
                json.writeStartObject();
                json.writeObjectFieldStart("id");
                ClientId id = client.id();
                json.writeStringField("member_class", id.member().memberClass());
                json.writeStringField("member_code", id.member().memberCode());
                if (id.subsystem() != null) {
                    json.writeStringField("subsystem_code", id.subsystem());
                }
                json.writeStringField("object_type", objectType(id));
                json.writeStringField("xroad_instance", id.member().instance());
                json.writeEndObject();
                json.writeStringField("name", client.memberName());
                if (client.subsystemName() != null) {
                    json.writeStringField("subsystem_name", client.subsystemName());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to write
        }
        return out.toByteArray();
    }

    static byte[] xml(List<RegisteredClient> clients) {
        StringBuilder out = new StringBuilder(256 + 400 * clients.size()).append(START);
        for (RegisteredClient client : clients) {
            ClientId id = client.id();
            out.append("    <ns2:member>\n        <ns2:id ns1:objectType=\"")
                    .append(objectType(id))
                    .append("\">\n");
            element(out, "            ", "ns1:xRoadInstance", id.member().instance());
            element(out, "            ", "ns1:memberClass", id.member().memberClass());
            element(out, "            ", "ns1:memberCode", id.member().memberCode());
            if (id.subsystem() != null) {
                element(out, "            ", "ns1:subsystemCode", id.subsystem());
            }
            out.append("        </ns2:id>\n");
            element(out, "        ", "ns2:name", client.memberName());
            if (client.subsystemName() != null) {
                element(out, "        ", "ns2:subsystemName", client.subsystemName());
            }
            out.append("    </ns2:member>\n");
        }
        return out.append("</ns2:clientList>\n").toString().getBytes(UTF_8);
    }

    private static String objectType(ClientId id) {
        return id.subsystem() == null ? "MEMBER" : "SUBSYSTEM";
    }

    private static void element(StringBuilder out, String indent, String name, String text) {
        out.append(indent).append('<').append(name).append('>');
        XmlText.append(out, text);
        out.append("</").append(name).append(">\n");
    }
}
