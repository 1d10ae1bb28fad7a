package org.spean.gateway;

import io.netty.channel.EventLoopGroup;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.archive.Archiver;
import org.spean.event.Events;
import org.spean.exchange.Admission;
import org.spean.fault.FaultCode;
import org.spean.messagelog.EvidenceAccess;
import org.spean.timestamp.StampSettings;
import org.spean.timestamp.TimeStamping;
import org.spean.view.Successor;
import org.spean.view.View;

/** What is done with evidence beside the exchanges: it is time-stamped, archived, removed. */
final class EvidenceServices implements AutoCloseable {

    private final AuthorityTls tls = AuthorityTls.ofTimeStamping();
    private final ArchiveTerms archiveTerms;
    private final TimeStamping stamping;
    private final Archiver archiver;

    /** Does nothing by itself before {@link #start}. */
    EvidenceServices(
            EvidenceAccess evidence, Supplier<View> views, EventLoopGroup loops, Events events, InstantSource clock) {
        archiveTerms = new ArchiveTerms(clock);
        stamping = new TimeStamping(evidence, () -> settings(views.get()), loops, events, clock);
        archiver = new Archiver(evidence, archiveTerms::settings, events, clock);
    }

    private StampSettings settings(View view) {
        return StampSettings.of(view.globalConf(), view.config().timestamping(), tls.context());
    }

    /** Follows the configuration. */
    Successor successor() {
        return new Reload(tls, archiveTerms);
    }

    TimeStamping stamping() {
        return stamping;
    }

    Archiver archiver() {
        return archiver;
    }

    void start() {
        stamping.start();
        archiver.start();
    }

    /** Why no message is taken; {@code null}: it is. */
    Admission.@Nullable Refusal refusal() {
        return stamping.refusing()
                ? new Admission.Refusal(
                        FaultCode.TIMESTAMPER_FAILED, "Messages cannot be time-stamped at present: try again later")
                : null;
    }

    /** As members of a JSON object. */
    String json() {
        return "\"timeStamps\":{" + stamping.status().json() + "},\"archive\":{"
                + archiver.status().json() + "}";
    }

    @Override
    public void close() {
        archiver.close();
        stamping.close();
    }
}
