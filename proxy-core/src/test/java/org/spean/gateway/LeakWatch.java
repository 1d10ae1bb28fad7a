package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.spean.leaks.HeardLeaks;

/** What Netty's leak detector, which tests run in paranoid mode, reports from its beginning on. */
final class LeakWatch {
    private final int before = HeardLeaks.reports().size();

    private LeakWatch() {}

    static LeakWatch begin() {
        return new LeakWatch();
    }

    void assertNone() {
        List<String> reports = HeardLeaks.reportsAfterCollection();
        assertThat(reports.subList(before, reports.size())).isEmpty();
    }
}
