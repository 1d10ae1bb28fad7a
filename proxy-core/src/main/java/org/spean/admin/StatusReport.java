package org.spean.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.health.Health;

/**
 * How a gateway stands, as {@code /api/status} and the status page show it. Times are in UTC as in {@code 2026-11-29T08:00:00Z}.
 * What is {@code null} is left out.
 *
 * @param server id of this security server
 * @param at when this was seen
 */
record StatusReport(
        String server,
        String version,
        String at,
        long uptimeSeconds,
        Verdict health,
        Traffic traffic,
        List<Circuit> circuits,
        List<Peer> peers,
        List<Certificate> certificates,
        Configuration configuration,
        Evidence evidence,
        List<FaultSeen> faults,
        List<EventSeen> events) {

    /** @param good whether messages are taken now */
    record Verdict(boolean good, List<Health.Result> checks) {}

    /**
     * @param inFlight exchanges that have begun and not ended
     * @param perSecond exchanges that ended, over the last minute
     */
    record Traffic(int inFlight, double perSecond, List<Service> services) {}

    /**
     * Counts since the start; rate and quantiles over the last minute.
     *
     * @param role {@code consumer}: our information system asks; {@code provider}: our service answers
     */
    record Service(
            String role,
            String protocol,
            String service,
            long answered,
            long refused,
            long failed,
            long abandoned,
            double perSecond,
            double p50Ms,
            double p99Ms) {}

    /**
     * A service or security server that could not be reached lately, is at its limit, or failed so that others are tried
     * before it.
     *
     * @param to {@code service}, {@code server}: one that we call, or {@code caller}: one that calls us
     * @param name its id
     * @param state {@code closed}: exchanges pass; {@code failing}: they pass, the latest failed; {@code open}: refused at
     *     once; {@code probing}: one finds out
     * @param failures in a row
     * @param inFlight exchanges with it now
     * @param triedLater whether other servers of the same member are tried before it
     */
    record Circuit(String to, String name, String state, int failures, int inFlight, boolean triedLater) {}

    /**
     * A security server that TLS was spoken with since the start.
     *
     * @param server its id, absent: its certificate is not registered
     * @param direction of the last connection: {@code outgoing} or {@code incoming}
     * @param ocspGoodUntil absent: its status is not known to be good now
     */
    record Peer(
            @Nullable String server,
            String certificate,
            String notAfter,
            String remote,
            String direction,
            String lastHandshake,
            boolean resumed,
            String protocol,
            String cipherSuite,
            String engine,
            @Nullable String ocspGoodUntil) {}

    /**
     * One of our own.
     *
     * @param use {@code signing} or {@code authentication}
     * @param member whom it signs for
     * @param inUse whether it is the one of several that is used now
     * @param ocsp {@code good}, {@code revoked} or {@code unknown}
     * @param ocspAgeSeconds age of the OCSP response in use
     */
    record Certificate(
            String use,
            @Nullable String member,
            String subject,
            String serial,
            String notAfter,
            long daysLeft,
            boolean inUse,
            String ocsp,
            @Nullable Long ocspAgeSeconds) {}

    /**
     * @param generation counts configurations that were in use
     * @param refusal why the last change was refused
     * @param inForce absent in events
     */
    record Configuration(
            long generation,
            @Nullable String refusal,
            List<Instance> globalConfiguration,
            @Nullable Map<String, @Nullable Object> inForce) {}

    /** An instance of the global configuration. */
    record Instance(String instance, String expires, long secondsLeft) {}

    /**
     * @param state {@code idle}, {@code writing}, {@code down} or {@code probing}
     * @param queued records that wait to be made durable
     */
    record Evidence(
            String state,
            @Nullable String trouble,
            long records,
            int queued,
            long queuedBytes,
            long waitingForTimeStamp,
            @Nullable String lastTimeStamping,
            @Nullable String timeStampingFailingSince,
            @Nullable String timeStampingFailure,
            boolean refusing,
            long archived,
            @Nullable String archivingFailure) {}

    /** An exchange that ended with a fault. */
    record FaultSeen(
            String at,
            String role,
            String code,
            String message,
            String detail,
            String requestId,
            String client,
            String service,
            String meaning,
            String remedy) {}

    /** What befell the gateway itself. */
    record EventSeen(String at, String kind, String subject, String reason) {}
}
