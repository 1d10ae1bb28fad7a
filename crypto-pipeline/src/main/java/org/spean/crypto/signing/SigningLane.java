package org.spean.crypto.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.xades.SignatureTemplate;
import org.spean.identifier.MemberId;

/** The messages of one member: empty, waiting or signing; at most one batch at a time. Guarded by the queue unless said otherwise. */
final class SigningLane {
    private final MemberId member;
    private final ArrayDeque<Ticket> tickets = new ArrayDeque<>();
    private boolean signing;
    /** As the last identity was; a key elsewhere is not paced. */
    private boolean onCpu = true;

    /** Only the one running batch reads and writes these two. */
    private @Nullable SigningIdentity identity;

    private @Nullable TemplateOf template;

    private record TemplateOf(DigestAlgorithm algorithm, SignatureTemplate template) {}

    SigningLane(MemberId member) {
        this.member = member;
    }

    MemberId member() {
        return member;
    }

    int size() {
        return tickets.size();
    }

    boolean onCpu() {
        return onCpu;
    }

    boolean signing() {
        return signing;
    }

    void add(Ticket ticket) {
        tickets.add(ticket);
    }

    boolean remove(Ticket ticket) {
        return tickets.remove(ticket);
    }

    /** When the oldest waiting message came; only if there is one. */
    long oldest() {
        return tickets.getFirst().arrived;
    }

    /** Starts a batch: all that wait, as long as their digests are of one algorithm. */
    List<Ticket> start() {
        signing = true;
        DigestAlgorithm algorithm = tickets.getFirst().digests().algorithm();
        List<Ticket> batch = new ArrayList<>(tickets.size());
        for (Iterator<Ticket> all = tickets.iterator(); all.hasNext(); ) {
            Ticket ticket = all.next();
            if (ticket.digests().algorithm() == algorithm) {
                batch.add(ticket);
                all.remove();
            }
        }
        return batch;
    }

    void finished(boolean keyOnCpu) {
        signing = false;
        onCpu = keyOnCpu;
    }

    List<Ticket> clear() {
        List<Ticket> all = List.copyOf(tickets);
        tickets.clear();
        return all;
    }

    /** The template of the identity, made anew when that has changed. Not guarded. */
    @SuppressWarnings("ReferenceEquality") // comparing all certificates would cost more than it saves
    SignatureTemplate template(SigningIdentity current, DigestAlgorithm algorithm) {
        TemplateOf known = template;
        if (known == null || identity != current || known.algorithm != algorithm) {
            known = new TemplateOf(
                    algorithm,
                    SignatureTemplate.of(
                            current.chain(), current.ocsp(), current.key().algorithm(), algorithm));
            identity = current;
            template = known;
        }
        return known.template;
    }
}
