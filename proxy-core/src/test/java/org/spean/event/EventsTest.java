package org.spean.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class EventsTest {

    private final Events events = new Events(InstantSource.fixed(Instant.EPOCH));

    @Test
    void countsWhatIsReportedByKind() {
        events.report(Events.Kind.PART_REFUSED, "shared-params.xml", "digest differs");
        events.report(Events.Kind.PART_REFUSED, "shared-params.xml", "digest differs");
        events.report(Events.Kind.OCSP_REFUSED, "CN=bank", "stale");

        assertThat(events.count(Events.Kind.PART_REFUSED)).isEqualTo(2);
        assertThat(events.json()).isEqualTo("{\"partRefused\":2,\"ocspRefused\":1}");
        assertThat(events.recent())
                .last()
                .isEqualTo(new Events.Event(Instant.EPOCH, Events.Kind.OCSP_REFUSED, "CN=bank", "stale"));
    }

    @Test
    void makesOneShortLineOfWhatAStrangerSent() {
        events.report(
                Events.Kind.DIRECTORY_REFUSED,
                "http://source",
                "header '\r\n\u001b[2Jall is well" + "x".repeat(1 << 20));

        String reason = events.recent().getFirst().reason();
        assertThat(reason).startsWith("header '   [2Jall is wellx").hasSizeLessThan(2100);
    }

    @Test
    void remembersABoundedNumber() {
        for (int i = 0; i < 5000; i++) {
            events.report(Events.Kind.KEY_LOST, "token " + i, "gone");
        }

        assertThat(events.recent()).hasSize(100);
        assertThat(events.count(Events.Kind.KEY_LOST)).isEqualTo(5000);
    }
}
