package org.spean.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.spean.config.Finding;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.timestamp.StampInquiry;
import org.spean.timestamp.StampSettings;
import org.spean.view.View;

/** The time-stamping authorities that are asked, whether they are approved, and whether they stamp. */
final class TimeStampersSection implements CheckSection {
    private static final String KEY = "timestamping.authorities";

    private final StampInquiry inquiry;
    private final boolean offline;

    TimeStampersSection(StampInquiry inquiry, boolean offline) {
        this.inquiry = inquiry;
        this.offline = offline;
    }

    @Override
    public void look(View view, Instant now, Report report) {
        StampSettings settings = inquiry.settings(view);
        for (String name : settings.unapproved()) {
            report.item("time-stamping", name).field("approved", "no");
            report.add(Finding.error(KEY, name + " is not approved by the global configuration"));
        }
        int stamping = 0;
        for (TimeStampingAuthority authority : settings.authorities()) {
            X509Certificate certificate = authority.certificate();
            CheckItem item = report.item("time-stamping", authority.url().toString())
                    .field("authority", authority.name())
                    .field("approved", "yes")
                    .field("signs with", DistinguishedNames.text(certificate.getSubjectX500Principal()))
                    .field(
                            "valid until",
                            Lifetimes.until(certificate.getNotAfter().toInstant(), now));
            if (offline) {
                continue;
            }
            StampInquiry.Answer answer = inquiry.ask(authority, settings);
            item.field("time stamp", answer.text());
            if (answer.granted()) {
                stamping++;
            } else {
                report.add(Finding.warning(KEY, authority.name() + " at " + authority.url() + ": " + answer.text()));
            }
        }
        if (settings.authorities().isEmpty()) {
            report.add(Finding.error(
                    KEY,
                    settings.unapproved().isEmpty()
                            ? "the global configuration approves no time-stamping authority"
                            : "none of those named is approved"));
        } else if (!offline && stamping == 0) {
            report.add(Finding.error(KEY, "no time-stamping authority gives a time-stamp"));
        }
    }
}
