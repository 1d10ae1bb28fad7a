package org.spean.importer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of an X-Road server's configuration: what was carried over, what was not and why, what is different now,
 * and what is left to the operator. Of the database every row is accounted for.
 */
public final class ImportReport {

    /** What became of a thing. */
    public enum Kind {
        /** It is not in our configuration. */
        NOT_CARRIED_OVER("not carried over"),
        /** It is, but not the same. */
        CHANGED("different now"),
        /** The operator must still do something. */
        TO_DO("to do");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * One thing that the operator should know.
     *
     * @param kind what became of it
     * @param source the file or table it stands in
     * @param item the thing, as it is called there
     * @param reason why
     */
    public record Item(Kind kind, String source, String item, String reason) {
        @Override
        public String toString() {
            return source + ": " + item + ": " + reason;
        }
    }

    /** The rows of a table of the database: how many there are, and what became of them. */
    public record Rows(long total, long carried, long left) {}

    private final Path from;
    private final Path output;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Rows> rows = new TreeMap<>();
    private String server = "";

    ImportReport(Path from, Path output) {
        this.from = from;
        this.output = output;
    }

    void server(String id) {
        server = id;
    }

    void left(String source, String item, String reason) {
        items.add(new Item(Kind.NOT_CARRIED_OVER, source, item, reason));
    }

    void changed(String source, String item, String reason) {
        items.add(new Item(Kind.CHANGED, source, item, reason));
    }

    void toDo(String source, String item, String reason) {
        items.add(new Item(Kind.TO_DO, source, item, reason));
    }

    void total(String table, long count) {
        rows.merge(table, new Rows(count, 0, 0), ImportReport::sum);
    }

    void carriedRow(String table) {
        rows.merge(table, new Rows(0, 1, 0), ImportReport::sum);
    }

    void leftRows(String table, long count) {
        rows.merge(table, new Rows(0, 0, count), ImportReport::sum);
    }

    /** A row that is left out by itself. */
    void leftRow(String table, String item, String reason) {
        left("serverconf." + table, item, reason);
        leftRows(table, 1);
    }

    private static Rows sum(Rows a, Rows b) {
        return new Rows(a.total + b.total, a.carried + b.carried, a.left + b.left);
    }

    /** A row that is left out for what was found wrong with it. */
    void leftRow(String table, String item, Exception wrong) {
        leftRow(table, item, String.valueOf(wrong.getMessage()));
    }

    /** Everything to know, in the order it was found. */
    public List<Item> items() {
        return List.copyOf(items);
    }

    /** The tables of the database with what became of their rows; empty without a database. */
    public Map<String, Rows> rows() {
        return Map.copyOf(rows);
    }

    /** The report for people. */
    public String text() {
        StringBuilder text = new StringBuilder("imported " + from + " into " + output + ": security server " + server);
        rows.forEach((table, count) -> {
            if (count.carried > 0) {
                text.append(", ").append(count.carried).append(' ').append(table);
            }
        });
        for (Kind kind : Kind.values()) {
            List<Item> some = items.stream().filter(item -> item.kind == kind).toList();
            if (!some.isEmpty()) {
                text.append('\n')
                        .append(kind.text)
                        .append(" (")
                        .append(some.size())
                        .append("):");
                some.forEach(item -> text.append("\n  ").append(item));
            }
        }
        return text.toString();
    }

    /** The report as one JSON object. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("from", from.toString()).put("output", output.toString()).put("server", server);
        ObjectNode tables = json.putObject("rows");
        rows.forEach((table, count) -> tables.putObject(table)
                .put("total", count.total)
                .put("carried", count.carried)
                .put("left", count.left));
        for (Kind kind : Kind.values()) {
            ArrayNode some = json.putArray(name(kind));
            items.stream()
                    .filter(item -> item.kind == kind)
                    .forEach(item -> some.addObject()
                            .put("source", item.source)
                            .put("item", item.item)
                            .put("reason", item.reason));
        }
        return json.toString();
    }

    private static String name(Kind kind) {
        StringBuilder name = new StringBuilder();
        for (String word : kind.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
