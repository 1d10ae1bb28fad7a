package org.spean.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.spean.golden.RawMessage;

/** What X-Road's servers were asked by monitoring, and what they answered. */
final class MonitoringCaptures {

    private static final Path VARIANTS = Path.of(System.getProperty("spean.golden"), "golden-variants");

    private MonitoringCaptures() {}

    static String request(String exchange) throws IOException {
        return Files.readString(VARIANTS.resolve("exchanges").resolve(exchange).resolve("client-body.bin"));
    }

    static RawMessage answer(String exchange) throws IOException {
        Path path = VARIANTS.resolve("exchanges").resolve(exchange).resolve("client-response.raw.bin");
        return RawMessage.parse(Files.readAllBytes(path)).getFirst();
    }

    static JsonNode json(String exchange) throws IOException {
        Path path = VARIANTS.resolve("exchanges").resolve(exchange).resolve("attachment-decoded.json");
        return new ObjectMapper().readTree(Files.readString(path, UTF_8));
    }

    /** Adds the part of the global configuration that names the bank as monitoring client. */
    static void publishMonitoringClient(Path tree) {
        try {
            Files.copy(
                    VARIANTS.resolve("globalconf/mon/V5-direct/CAMBODIA/monitoring-params.xml"),
                    tree.resolve("CAMBODIA/monitoring-params.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By service code, the names of all elements that tell of the service, in order. */
    static Map<String, List<String>> health(byte[] xml) throws XMLStreamException {
        Map<String, List<String>> services = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        String code = "";
        XMLStreamReader reader =
                XMLInputFactory.newDefaultFactory().createXMLStreamReader(new ByteArrayInputStream(xml));
        boolean within = false;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                if (name.equals("serviceEvents")) {
                    within = true;
                    names = new ArrayList<>();
                } else if (within) {
                    names.add(reader.getName().toString());
                    if (name.equals("serviceCode")) {
                        code = reader.getElementText();
                    }
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && reader.getLocalName().equals("serviceEvents")) {
                within = false;
                services.put(code, names);
            }
        }
        return services;
    }
}
