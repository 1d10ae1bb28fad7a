package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.Keeping;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.verification.Verified;
import org.spean.crypto.xades.SignatureParts;
import org.spean.fault.FaultCode;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageHead;
import org.spean.message.MessageSource;
import org.spean.message.ReceivedSeal;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import org.spean.spool.Lease;
import org.spean.spool.Spool;

/**
 * The message a peer signed: digested and spooled until its seal has come, since nothing of it may be passed on before it
 * is verified. A message that is refused already is digested and thrown away.
 */
final class IncomingMessage {

    /** An attachment and the offset of its first byte in the spool. */
    record Part(AttachmentHead head, long offset) {}

    private final Exchange exchange;
    private final MessageTally tally;
    private final List<Part> parts = new ArrayList<>(1);
    private @Nullable Lease lease;
    private @Nullable Spool spool;
    private @Nullable ReceivedSeal seal;
    private @Nullable SignatureParts signature;
    private boolean discarding;
    private boolean complete;

    IncomingMessage(Exchange exchange, Keeping keeping, KeptShare share) {
        this.exchange = exchange;
        this.tally = new MessageTally(DigestAlgorithm.SHA_512, keeping, share);
    }

    void lease(Lease places) {
        lease = places;
    }

    void algorithm(DigestAlgorithm announced) {
        tally.algorithm(announced);
    }

    /** Content is not wanted: only its digest is. */
    void discard() {
        discarding = true;
        tally.keepNothing();
    }

    /**
     * Takes the next event; owns its content.
     *
     * @return whether the message is complete, seal and all
     */
    boolean accept(MessageEvent event, MessageSource source) {
        switch (event) {
            case MessageHead head -> tally.head(head);
            case AttachmentHead head -> {
                tally.attachment(head);
                parts.add(new Part(head, spool == null ? 0 : spool.size()));
            }
            case Content content -> content(content.data(), source);
            case ReceivedSeal received -> seal = received;
            case MessageEnd end -> end();
            default ->
                throw new IllegalStateException("event: " + event.getClass().getSimpleName());
        }
        return complete;
    }

    private void content(ByteBuf data, MessageSource source) {
        boolean owned = true;
        try {
            tally.content(data);
            if (!discarding) {
                owned = false;
                if (!spool().append(data)) {
                    source.pause();
                    spool().onWritable(source::resume);
                }
            }
        } finally {
            if (owned) {
                data.release();
            }
        }
    }

    private Spool spool() {
        if (spool == null) {
            Lease taken = Exchange.present(lease, "spool lease");
            spool = new Spool(taken, exchange.loop(), exchange.facilities().spoolThreads());
            lease = null;
        }
        return spool;
    }

    private void end() {
        if (!tally.hasHead() || seal == null) {
            throw exchange.refuse(FaultCode.INVALID_MESSAGE, "Message is not complete: no signature");
        }
        tally.end();
        signature = seal.parts().compact(tally.digests());
        if (spool != null) {
            spool.complete();
        }
        complete = true;
    }

    /** Done when all content lies where it stays; {@code null}: it is in memory. Once the message is complete. */
    @Nullable
    Future<Void> stored() {
        return spool == null || !spool.spilled() ? null : spool.stored();
    }

    boolean complete() {
        return complete;
    }

    boolean discarded() {
        return discarding;
    }

    MessageHead head() {
        return tally.head();
    }

    boolean hasHead() {
        return tally.hasHead();
    }

    MessageDigests digests() {
        return tally.digests();
    }

    SignatureParts signature() {
        return Exchange.present(signature, "signature");
    }

    List<Part> parts() {
        return parts;
    }

    /** Bytes of all attachments; -1 when there is none. */
    long attachmentBytes() {
        return parts.isEmpty() ? -1 : spool == null ? 0 : spool.size();
    }

    /** The spooled attachments, {@code null} if no byte came. */
    @Nullable
    Spool spooled() {
        return spool;
    }

    /** Its record, of the time at which it was verified: it proves something then, whatever was done to the clock since. */
    LogRecord record(Verified verified) {
        MessageHead head = tally.head();
        return new LogRecord(
                exchange.side(),
                !exchange.outgoingIsResponse(),
                head.queryId(),
                exchange.request().requestId(),
                head.client(),
                head.service(),
                verified.at(),
                tally.keptMessage(),
                tally.keepsWholeMessage(),
                tally.keptBodies(),
                tally.digests(),
                new PeerSignature(signature()));
    }

    /** Its record is durable. */
    void logged() {
        tally.forget();
    }

    long bytes() {
        return tally.bytes();
    }

    /** What came so far; {@code null} before the head. */
    ExchangeReport.@Nullable MessageSize size() {
        return tally.size();
    }

    void close() {
        tally.forget();
        if (lease != null) {
            lease.close();
            lease = null;
        }
        if (spool != null) {
            spool.close();
        }
    }
}
