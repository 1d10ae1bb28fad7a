package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.spean.config.Keeping;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.signing.Signed;
import org.spean.message.AttachmentHead;
import org.spean.message.MessageHead;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LoggedSignature.OwnSignature;

/** The message this gateway signs: digested while it is sent, signed, recorded, sealed. */
final class OutgoingMessage {

    private final MessageTally tally;
    private @Nullable Signed signed;

    OutgoingMessage(DigestAlgorithm algorithm, Keeping keeping, KeptShare share) {
        this.tally = new MessageTally(algorithm, keeping, share);
    }

    DigestAlgorithm algorithm() {
        return tally.algorithm();
    }

    void head(MessageHead head) {
        tally.head(head);
    }

    MessageHead head() {
        return tally.head();
    }

    void attachment(AttachmentHead head) {
        tally.attachment(head);
    }

    void content(ByteBuf data) {
        tally.content(data);
    }

    MessageDigests end() {
        return tally.end();
    }

    MessageDigests digests() {
        return tally.digests();
    }

    void signed(Signed result) {
        signed = result;
    }

    Signed signed() {
        return Exchange.present(signed, "signed");
    }

    /** Its record, of the signing time: that is when its certificates and OCSP responses were good. */
    LogRecord record(Exchange exchange) {
        MessageHead head = tally.head();
        return new LogRecord(
                exchange.side(),
                exchange.outgoingIsResponse(),
                head.queryId(),
                exchange.request().requestId(),
                head.client(),
                head.service(),
                signed().batch().time(),
                tally.keptMessage(),
                tally.keepsWholeMessage(),
                tally.keptBodies(),
                tally.digests(),
                new OwnSignature(signed()));
    }

    @Nullable
    String signerSubject() {
        return signed == null
                ? null
                : signed.batch()
                        .identity()
                        .certificate()
                        .getSubjectX500Principal()
                        .toString();
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
    }
}
