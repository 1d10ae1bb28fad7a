package org.spean.messagelog.segment;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/** Names as they stand in entries, encoded once: most records have the names of others. Confined to one thread. */
final class Names {

    private static final int MOST = 4096;

    private final Map<ClientId, byte[]> clients = new HashMap<>();
    private final Map<ServiceId, byte[]> services = new HashMap<>();

    byte[] of(ClientId client) {
        return known(clients, client, ClientId::encoded);
    }

    /** The service without its provider. */
    byte[] of(ServiceId service) {
        return known(services, service, ServiceText::of);
    }

    private static <K> byte[] known(Map<K, byte[]> names, K key, Function<K, String> text) {
        byte[] known = names.get(key);
        if (known == null) {
            if (names.size() >= MOST) {
                names.clear();
            }
            known = text.apply(key).getBytes(StandardCharsets.UTF_8);
            names.put(key, known);
        }
        return known;
    }
}
