package org.spean.exchange;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.verification.Verified;
import org.spean.fault.Fault;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.MemberId;
import org.spean.message.RequestHead;
import org.spean.messagelog.Side;

/**
 * What happened in one exchange.
 *
 * @param request head of the request
 * @param status HTTP status of the service's answer, 0 if none came
 * @param fault why it ended early, {@code null} if it did not
 * @param verified the peer's signature as verified
 * @param signer the member that our signature speaks for
 * @param signerSubject subject of the certificate we signed with
 * @param records ids of the records made durable, in order
 * @param peer the security server at the other end, {@code null} if the exchange ended before it was known
 * @param requestSize of the request, as far as it came
 * @param responseSize of the response, as far as it came; {@code null} if none did
 * @param answeredNanos from the head to the first byte of the answer: the peer's or the service's; 0 if none came
 * @param steps time of each step begun, in plan order
 * @param totalNanos from the head to the end
 */
public record ExchangeReport(
        Side role,
        Outcome outcome,
        Instant began,
        RequestHead request,
        int status,
        @Nullable Fault fault,
        @Nullable Verified verified,
        MemberId signer,
        @Nullable String signerSubject,
        List<Long> records,
        @Nullable SecurityServer peer,
        MessageSize requestSize,
        @Nullable MessageSize responseSize,
        long answeredNanos,
        List<StepTime> steps,
        long totalNanos) {

    /** How an exchange ended. */
    public enum Outcome {
        /** Answered; the service's own status may still be an error. */
        OK,
        /** A rule said no: ours or the peer's. */
        REFUSED,
        /** Something broke or took too long. */
        FAILED,
        /** The caller went away. */
        ABANDONED
    }

    /** Bytes of the request, message and attachments. */
    public long requestBytes() {
        return requestSize.total();
    }

    /** Bytes of the response, message and attachments; 0 if none came. */
    public long responseBytes() {
        return responseSize == null ? 0 : responseSize.total();
    }

    /**
     * How large a message is.
     *
     * @param message bytes of the message part alone
     * @param total bytes of it and of all attachments; a REST body is one
     * @param attachments their number
     */
    public record MessageSize(long message, long total, int attachments) {}

    /** A step's name and how long it took. */
    public record StepTime(String step, long nanos) {}
}
