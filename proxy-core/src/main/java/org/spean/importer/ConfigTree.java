package org.spean.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.spean.config.Setting;
import org.spean.config.Settings;

/** Our configuration file while it is made; only keys that {@link Settings} knows can be set. */
final class ConfigTree {
    private static final Set<String> KNOWN =
            Settings.all().stream().map(Setting::path).collect(Collectors.toUnmodifiableSet());

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /** Keeps a place at the top for what is known only later. */
    void reserve(String name) {
        root.putNull(name);
    }

    /** Sets a key by its path, as in {@code listen.peer}. */
    void set(String path, String value) {
        parent(path).put(key(path), value);
    }

    void set(String path, long value) {
        parent(path).put(key(path), value);
    }

    void set(String path, boolean value) {
        parent(path).put(key(path), value);
    }

    void set(String path, Collection<String> values) {
        ArrayNode list = parent(path).putArray(key(path));
        values.forEach(list::add);
    }

    /** Adds an element to a list of maps, as {@code clients} or {@code keys.pkcs11}. */
    ObjectNode add(String list) {
        ObjectNode parent = parent(list);
        return (parent.get(key(list)) instanceof ArrayNode there ? there : parent.putArray(key(list))).addObject();
    }

    String yaml() {
        YAMLMapper.Builder mapper = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR);
        String quoted = write(mapper.build(), root);
        YAMLMapper sparing = mapper.enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build();
        String plain = write(sparing, root);
        // Codes come from a foreign database: if one reads as something else without its quotes, it keeps them.
        return reads(sparing, plain) ? plain : quoted;
    }

    private boolean reads(YAMLMapper mapper, String yaml) {
        try {
            return mapper.readTree(yaml)
                    .equals(mapper.readTree(write(YAMLMapper.builder().build(), root)));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String write(YAMLMapper mapper, JsonNode tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree in memory can be written", e);
        }
    }

    private ObjectNode parent(String path) {
        if (!KNOWN.contains(path)) {
            throw new IllegalArgumentException("no such key: " + path);
        }
        ObjectNode node = root;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            String name = names[i];
            node = node.get(name) instanceof ObjectNode there ? there : node.putObject(name);
        }
        return node;
    }

    private static String key(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
