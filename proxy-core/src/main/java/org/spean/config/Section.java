package org.spean.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of the configuration file while it is read. Its keys are checked against {@link Settings} when it is made;
 * every failure is a {@link ConfigurationException} that names the key where it stands.
 */
final class Section {
    private final Path file;
    private final String place;
    private final ObjectNode node;

    /** @param pattern where it stands in {@link Settings}, {@code services[]}; {@code place} is {@code services[2]} */
    private Section(Path file, String place, String pattern, ObjectNode node) {
        this.file = file;
        this.place = place;
        this.node = node;
        List<String> known = Settings.all().stream()
                .filter(s -> s.parent().equals(pattern))
                .map(Setting::key)
                .toList();
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new ConfigurationException(
                        file, at(name), "unknown key '" + name + "'" + Nearest.hint(name, known));
            }
        });
    }

    static Section root(Path file, ObjectNode node) {
        return new Section(file, "", "", node);
    }

    Path file() {
        return file;
    }

    boolean has(Setting setting) {
        return value(setting) != null;
    }

    /** The map at a key; an absent one reads as an empty one unless it is required. */
    Section child(Setting setting) {
        JsonNode value = present(setting);
        if (value == null) {
            return new Section(file, at(setting.key()), setting.path(), JsonNodeFactory.instance.objectNode());
        }
        return new Section(file, at(setting.key()), setting.path(), map(value, at(setting.key())));
    }

    /** The maps of a list. */
    List<Section> children(Setting setting) {
        List<Section> sections = new ArrayList<>();
        List<JsonNode> values = values(setting);
        for (int i = 0; i < values.size(); i++) {
            String where = at(setting.key()) + "[" + i + "]";
            sections.add(new Section(file, where, setting.path() + "[]", map(values.get(i), where)));
        }
        return sections;
    }

    /** The elements of a list, empty if it is absent and not required. */
    List<JsonNode> values(Setting setting) {
        JsonNode value = present(setting);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw error(setting, "expected: a list, found " + found(value));
        }
        List<JsonNode> values = new ArrayList<>();
        value.forEach(values::add);
        return values;
    }

    /** Texts of a list, or the default list. */
    List<String> texts(Setting setting) {
        if (value(setting) == null && setting.need() == Setting.Need.DEFAULT) {
            String inner = setting.fallback().substring(1, setting.fallback().length() - 1);
            return inner.isEmpty() ? List.of() : List.of(inner.split(", ", -1));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values(setting)) {
            texts.add(text(value, at(setting.key()) + "[" + texts.size() + "]"));
        }
        return texts;
    }

    /** The entries of a map with keys of the operator's choice. */
    Iterable<Map.Entry<String, JsonNode>> entries(Setting setting) {
        JsonNode value = present(setting);
        return value == null ? List.of() : map(value, at(setting.key())).properties();
    }

    /** A text that is given, or its default. */
    String text(Setting setting) {
        JsonNode value = present(setting);
        return value == null ? setting.fallback() : text(value, at(setting.key()));
    }

    @Nullable
    String optionalText(Setting setting) {
        JsonNode value = value(setting);
        return value == null ? null : text(value, at(setting.key()));
    }

    boolean flag(Setting setting) {
        JsonNode value = present(setting);
        if (value == null) {
            return Boolean.parseBoolean(setting.fallback());
        }
        if (!value.isBoolean()) {
            throw error(setting, "expected: true or false, found " + found(value));
        }
        return value.booleanValue();
    }

    int count(Setting setting) {
        JsonNode value = present(setting);
        if (value != null && !value.canConvertToExactIntegral()) {
            throw error(setting, "expected: a whole number, found " + found(value));
        }
        if (value != null && !value.canConvertToInt()) {
            throw error(setting, value.asText() + " (expected: " + setting.least() + " to " + setting.most() + ")");
        }
        return (int) ranged(setting, value == null ? setting.number() : value.intValue());
    }

    long size(Setting setting) {
        return ranged(setting, convert(setting, Units::size));
    }

    Duration duration(Setting setting) {
        Duration value = convert(setting, Units::duration);
        try {
            return setting.check(value);
        } catch (Setting.OutOfRangeException e) {
            throw error(setting, e.value());
        }
    }

    /** A path, made absolute against the folder of the configuration file. */
    Path path(Setting setting) {
        return convert(setting, this::resolve);
    }

    Path resolve(String path) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of(path) : folder.resolve(path).normalize();
    }

    /** An address, or null for {@code off}. */
    @Nullable
    InetSocketAddress address(Setting setting) {
        JsonNode value = value(setting);
        // "off" unquoted is a text to some YAML readers and false to others.
        if (value != null
                && ((value.isBoolean() && !value.booleanValue())
                        || value.asText().equals("off"))) {
            return null;
        }
        return value == null && setting.fallback().equals("off") ? null : convert(setting, Addresses::parse);
    }

    <T> T choice(Setting setting, Map<String, T> words) {
        String text = text(setting);
        T chosen = words.get(text);
        if (chosen == null) {
            throw error(setting, "'" + text + "' (expected: " + String.join(", ", words.keySet()) + ")");
        }
        return chosen;
    }

    /** Converts a text; an {@link IllegalArgumentException} of the function becomes the reason. */
    <T> T convert(Setting setting, Function<String, T> function) {
        return convert(text(setting), at(setting.key()), function);
    }

    <T> T convert(String text, String where, Function<String, T> function) {
        try {
            return function.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file, where, String.valueOf(e.getMessage()), e);
        }
    }

    String text(JsonNode value, String where) {
        if (value.isNumber()) {
            throw new ConfigurationException(
                    file, where, "expected: a text, found the number " + value.asText() + "; put it in quotes");
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new ConfigurationException(file, where, "expected: a text, found " + found(value));
        }
        return value.textValue();
    }

    ObjectNode map(JsonNode value, String where) {
        if (value instanceof ObjectNode map) {
            return map;
        }
        throw new ConfigurationException(file, where, "expected: keys with values, found " + found(value));
    }

    ConfigurationException error(Setting setting, String reason) {
        return new ConfigurationException(file, at(setting.key()), reason);
    }

    ConfigurationException error(Setting setting, String reason, Throwable cause) {
        return new ConfigurationException(file, at(setting.key()), reason, cause);
    }

    /** Where a key stands, as the operator would look for it. */
    String at(String key) {
        return place.isEmpty() ? key : place + "." + key;
    }

    private long ranged(Setting setting, long value) {
        try {
            return setting.check(value);
        } catch (Setting.OutOfRangeException e) {
            throw error(setting, e.value());
        }
    }

    private @Nullable JsonNode value(Setting setting) {
        JsonNode value = node.get(setting.key());
        return value == null || value.isNull() ? null : value;
    }

    private @Nullable JsonNode present(Setting setting) {
        JsonNode value = value(setting);
        if (value == null && setting.need() == Setting.Need.REQUIRED) {
            throw error(setting, "missing (" + setting.meaning() + ")");
        }
        return value;
    }

    private static String found(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "keys with values";
            case NULL, MISSING -> "nothing";
            case STRING -> value.textValue().isBlank() ? "an empty text" : "'" + value.textValue() + "'";
            default -> "'" + value.asText() + "'";
        };
    }
}
