package org.spean.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's configuration file under construction. Keys are paths with dots, as in {@code messageLog.keep}; values
 * are strings, numbers, booleans, lists and maps. Not safe for use by several threads.
 */
public final class GatewayFile {
    private final Map<String, Object> root = new LinkedHashMap<>();

    /** Sets a key, making the maps on its way. */
    public GatewayFile set(String path, Object value) {
        String[] names = path.split("\\.", -1);
        Map<String, Object> map = root;
        for (int i = 0; i < names.length - 1; i++) {
            map = child(map, names[i]);
        }
        map.put(names[names.length - 1], value);
        return this;
    }

    /** Removes a key. */
    public GatewayFile remove(String path) {
        int dot = path.lastIndexOf('.');
        Map<String, Object> map = root;
        if (dot >= 0) {
            for (String name : path.substring(0, dot).split("\\.", -1)) {
                map = child(map, name);
            }
        }
        map.remove(path.substring(dot + 1));
        return this;
    }

    /** Adds an element to a list. */
    public GatewayFile add(String path, Object element) {
        List<Object> list = new ArrayList<>();
        if (root.get(path) instanceof List<?> old) {
            list.addAll(old);
        }
        list.add(element);
        root.put(path, list);
        return this;
    }

    /** Adds a local client subsystem that connects over plain HTTP. */
    public GatewayFile client(String id) {
        return add("clients", mapOf("id", id, "connection", "HTTP"));
    }

    /** Adds a service, allowed to the given clients. */
    public GatewayFile service(String id, String url, List<String> allow) {
        return add("services", mapOf("id", id, "url", url, "allow", allow));
    }

    /** The file as YAML. */
    public String yaml() {
        return YamlText.render(root);
    }

    /** Writes the file. */
    public Path write(Path file) throws IOException {
        return Files.writeString(file, yaml(), StandardCharsets.UTF_8);
    }

    /** A map in the order of its arguments: key, value, key, value. */
    public static Map<String, Object> mapOf(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> child(Map<String, Object> map, String name) {
        Map<String, Object> copy = new LinkedHashMap<>();
        @Nullable Object old = map.get(name);
        if (old instanceof Map<?, ?> values) {
            values.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        map.put(name, copy);
        return copy;
    }
}
