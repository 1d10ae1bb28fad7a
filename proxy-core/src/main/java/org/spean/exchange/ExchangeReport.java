package org.spean.exchange;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.verification.Verified;
import org.spean.fault.Fault;
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
        long requestBytes,
        long responseBytes,
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

    /** A step's name and how long it took. */
    public record StepTime(String step, long nanos) {}
}
