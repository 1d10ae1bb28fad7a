package org.spean.peer;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the {@code Date} header (RFC 9110), formatted once a second. Thread-safe. */
public final class HttpDate {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Second(long epochSecond, String text) {}

    private final InstantSource clock;
    private volatile Second last = new Second(Long.MIN_VALUE, "");

    /** @param clock where the time comes from */
    public HttpDate(InstantSource clock) {
        this.clock = clock;
    }

    /** Now, as the header has it. */
    public String now() {
        long second = Math.floorDiv(clock.millis(), 1000);
        Second known = last;
        if (known.epochSecond() != second) {
            known = new Second(second, FORMAT.format(clock.instant()));
            last = known;
        }
        return known.text();
    }
}
