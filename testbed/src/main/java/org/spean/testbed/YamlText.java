package org.spean.testbed;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Renders maps, lists and scalars as YAML in block style, quoting whatever could be read as something else. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9 _./-]*|[0-9]+(ms|s|m|h|KiB|MiB|GiB)");
    private static final Pattern RESERVED =
            Pattern.compile("true|false|yes|no|on|off|null|y|n", Pattern.CASE_INSENSITIVE);

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String render(Map<String, Object> root) {
        YamlText yaml = new YamlText();
        yaml.map(root, 0, false);
        return yaml.text.toString();
    }

    private void map(Map<?, ?> map, int depth, boolean firstInline) {
        boolean inline = firstInline;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!inline) {
                text.append("  ".repeat(depth));
            }
            inline = false;
            text.append(scalar(String.valueOf(entry.getKey()))).append(':');
            value(entry.getValue(), depth);
        }
    }

    private void value(Object value, int depth) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                text.append('\n');
                map(map, depth + 1, false);
            }
            case Map<?, ?> empty -> text.append(" {}\n");
            case List<?> list
            when !list.isEmpty() -> {
                text.append('\n');
                list(list, depth + 1);
            }
            case List<?> empty -> text.append(" []\n");
            default -> text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void list(List<?> list, int depth) {
        for (Object element : list) {
            text.append("  ".repeat(depth)).append("- ");
            if (element instanceof Map<?, ?> map && !map.isEmpty()) {
                map(map, depth + 1, true);
            } else {
                text.append(scalar(element)).append('\n');
            }
        }
    }

    private static String scalar(Object value) {
        String string = String.valueOf(value);
        if (!(value instanceof String)
                || (PLAIN.matcher(string).matches() && !RESERVED.matcher(string).matches() && !string.endsWith(" "))) {
            return string;
        }
        return "\"" + string.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
