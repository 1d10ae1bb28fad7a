package org.spean.testbed.compare;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of a gateway's collector ({@code -Xlog:gc} with the time since the start), read while it is written. */
record GcLog(Path file) {
    static final String NAME = "gc.log";

    private static final Pattern PAUSE =
            Pattern.compile("\\[([0-9.]+)s].* Pause .* ([0-9]+)M->([0-9]+)M\\([0-9]+M\\) ([0-9.]+)ms");

    /** How long the log is now: where the next look begins. */
    long position() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** The pauses logged since. */
    List<Pause> since(long position) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, in.length() - position)];
            in.seek(position);
            in.readFully(bytes);
            return read(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    static List<Pause> read(String text) {
        List<Pause> pauses = new ArrayList<>();
        Matcher matcher = PAUSE.matcher(text);
        while (matcher.find()) {
            pauses.add(new Pause(
                    Double.parseDouble(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Double.parseDouble(matcher.group(4))));
        }
        return pauses;
    }

    /** MB allocated a second between the first pause and the last; 0 of less than two. */
    static double allocationRate(List<Pause> pauses) {
        if (pauses.size() < 2) {
            return 0;
        }
        double allocated = 0;
        for (int i = 1; i < pauses.size(); i++) {
            allocated += pauses.get(i).beforeMb() - pauses.get(i - 1).afterMb();
        }
        return allocated / (pauses.getLast().at() - pauses.getFirst().at());
    }

    /**
     * A collection that stopped the gateway.
     *
     * @param at seconds since its start
     * @param beforeMb of the heap in use before, {@code afterMb} after
     */
    record Pause(double at, int beforeMb, int afterMb, double ms) {}
}
