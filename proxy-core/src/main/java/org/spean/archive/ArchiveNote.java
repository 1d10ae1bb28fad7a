package org.spean.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger.Link;

/**
 * What a complete file is about to become: written before it gets its name, and removed when the log knows of it. Lines of
 * text: owner, group, where the chain ended before ({@code -} at its beginning), where it ends with the file, the numbers
 * of the records and a full stop.
 */
record ArchiveNote(String owner, String group, @Nullable Link previous, Link link, List<Long> records) {
    private static final String END = ".";
    private static final String NONE = "-";
    private static final int HEAD = 4;

    String text() {
        StringBuilder text = new StringBuilder(256 + 20 * records.size());
        text.append(owner).append('\n').append(group).append('\n');
        text.append(previous == null ? NONE : line(previous)).append('\n');
        text.append(line(link)).append('\n');
        records.forEach(record -> text.append(record).append('\n'));
        return text.append(END).append('\n').toString();
    }

    /** @throws IOException if it is damaged; names it */
    static ArchiveNote parse(String file, String text) throws IOException {
        List<String> lines = text.lines().toList();
        if (lines.size() <= HEAD || !lines.getLast().equals(END)) {
            throw new IOException(file + ": is not a whole note of the archiver; move it away to go on");
        }
        try {
            List<Long> records = new ArrayList<>();
            for (String line : lines.subList(HEAD, lines.size() - 1)) {
                records.add(Long.valueOf(line));
            }
            String before = lines.get(2);
            return new ArchiveNote(
                    lines.get(0), lines.get(1), before.equals(NONE) ? null : link(before), link(lines.get(3)), records);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": is no note of the archiver; move it away to go on", e);
        }
    }

    private static String line(Link link) {
        return link.digest() + " " + link.fileName();
    }

    private static Link link(String line) {
        int space = line.indexOf(' ');
        if (space <= 0) {
            throw new IllegalArgumentException("link: '" + line + "'");
        }
        return new Link(line.substring(0, space), line.substring(space + 1));
    }
}
