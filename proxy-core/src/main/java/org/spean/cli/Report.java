package org.spean.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.spean.config.Finding;

/** What {@code spean check} found: the things it looked at, and what there is to say about them. */
final class Report {
    /** What it comes to. */
    enum Verdict {
        SOUND(0),
        PROBLEMS(1),
        /** A gateway could start, but not exchange a message. */
        UNUSABLE(2);

        private final int exitCode;

        Verdict(int exitCode) {
            this.exitCode = exitCode;
        }

        /** As the process tells it. */
        @SuppressWarnings("EnumOrdinal") // in this order they are told
        int exitCode() {
            return exitCode;
        }
    }

    private final List<CheckItem> items = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean unusable;

    CheckItem item(String kind, String name) {
        CheckItem item = new CheckItem(kind, name);
        items.add(item);
        return item;
    }

    void add(Finding finding) {
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    void addAll(Collection<Finding> more) {
        more.forEach(this::add);
    }

    /** Adds a finding without whose remedy no message can be exchanged. */
    void unusable(String key, String text) {
        add(Finding.error(key, text));
        unusable = true;
    }

    Verdict verdict() {
        return unusable ? Verdict.UNUSABLE : problems() > 0 ? Verdict.PROBLEMS : Verdict.SOUND;
    }

    private long problems() {
        return findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .count();
    }

    void print(PrintWriter out) {
        items.forEach(item -> item.print(out, 0));
        findings.forEach(out::println);
        long problems = problems();
        out.println((verdict() == Verdict.UNUSABLE ? "unusable: " : "")
                + (problems == 0 ? "sound" : problems + (problems == 1 ? " problem" : " problems")));
    }

    /** The same as one JSON object on one line. */
    void printJson(PrintWriter out) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("verdict", verdict().name().toLowerCase(Locale.ROOT)).put("problems", problems());
        ArrayNode array = json.putArray("items");
        items.forEach(item -> item.json(array.addObject()));
        ArrayNode said = json.putArray("findings");
        findings.forEach(finding -> said.addObject()
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("key", finding.key())
                .put("text", finding.text()));
        out.println(json);
    }
}
