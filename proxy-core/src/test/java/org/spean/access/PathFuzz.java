package org.spean.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.fuzz.FuzzTarget;

/** Paths that rights are decided by: none that is safe and unambiguous has a segment that leads elsewhere. */
public final class PathFuzz implements FuzzTarget {

    private static final List<String> DOTS = List.of(".", "..");

    @Override
    public Stream<byte[]> seeds() {
        return Stream.of(
                        "/persons/1",
                        "/",
                        "",
                        "/a/../b",
                        "/a/%2e%2e/b",
                        "/a/%252e%252e/b",
                        "/a/..;x/b",
                        "/a%2f..%5c..",
                        "/%E1%9E%80/%c0%ae",
                        "//a//",
                        "/a\\..\\b",
                        "/a%00")
                .map(text -> text.getBytes(UTF_8));
    }

    @Override
    public void run(byte[] input) {
        String raw = new String(input, UTF_8);
        String unsafe = ServicePath.unsafe(raw);
        @Nullable String @Nullable [] segments = ServicePath.segments(raw);
        if (unsafe != null || segments == null) {
            return;
        }
        for (String segment : segments) {
            if (segment == null
                    || DOTS.contains(segment)
                    || segment.contains("/")
                    || segment.contains("\\")
                    || segment.chars().anyMatch(c -> c < ' ' || c == 0x7F)
                    || segment.toLowerCase(Locale.ROOT).matches(".*%(2e|2f|5c|00).*")) {
                throw new AssertionError("segment '" + segment + "' of " + raw);
            }
        }
    }
}
