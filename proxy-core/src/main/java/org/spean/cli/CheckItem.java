package org.spean.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One thing that was looked at: what it is, its name, what was seen of it, and what belongs to it. */
final class CheckItem {
    private static final int KIND_WIDTH = 22;
    private static final int FIELD_WIDTH = 20;

    private final String kind;
    private final String name;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<CheckItem> items = new ArrayList<>();

    CheckItem(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** Adds what was seen; several of one name are told apart by a number. */
    CheckItem field(String field, String value) {
        String unique = field;
        for (int i = 2; fields.putIfAbsent(unique, value) != null; i++) {
            unique = field + " " + i;
        }
        return this;
    }

    /** Adds what belongs to this. */
    CheckItem item(String itemKind, String itemName) {
        CheckItem item = new CheckItem(itemKind, itemName);
        items.add(item);
        return item;
    }

    void print(PrintWriter out, int indent) {
        out.println(" ".repeat(indent) + padded(kind, KIND_WIDTH - indent) + name);
        fields.forEach(
                (field, value) -> out.println(" ".repeat(indent + 2) + padded(field, FIELD_WIDTH - indent) + value));
        items.forEach(item -> item.print(out, indent + 2));
    }

    ObjectNode json(ObjectNode into) {
        into.put("kind", kind).put("name", name);
        fields.forEach((field, value) -> into.put(camel(field), value));
        if (!items.isEmpty()) {
            ArrayNode array = into.putArray("items");
            items.forEach(item -> item.json(array.addObject()));
        }
        return into;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String camel(String words) {
        StringBuilder camel = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            camel.append(
                    camel.isEmpty()
                            ? word.toLowerCase(Locale.ROOT)
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }
}
