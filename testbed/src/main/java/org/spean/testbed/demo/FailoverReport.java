package org.spean.testbed.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of {@link FailoverRun}.
 *
 * @param kills gateways that were killed
 * @param answered exchanges of which a client saw the whole answer
 * @param inFlight exchanges that failed and were in flight when a gateway was killed, one a client and kill at most
 * @param failed exchanges that failed and were not; each with its reason
 * @param lost ids of those answered that lack one of their records or have one twice
 * @param records in both message logs
 * @param unstamped of these, those that have no time-stamp in the end
 * @param refused records that do not verify, time-stamps included
 * @param sessions connections that each gateway got from the proxy
 * @param longestMs the longest that an exchange took that was answered
 * @param seed of the random moments
 */
public record FailoverReport(
        int kills,
        long answered,
        long inFlight,
        List<String> failed,
        List<String> lost,
        long records,
        long unstamped,
        List<String> refused,
        Map<String, Long> sessions,
        long longestMs,
        long seed) {

    /** Exchanges that a client or a judge misses: failed without need, or answered without their evidence. */
    public int missing() {
        return failed.size() + lost.size();
    }

    /** Whether nothing but exchanges in flight suffered. */
    public boolean sound() {
        return answered > 0 && missing() == 0 && unstamped == 0 && refused.isEmpty();
    }

    /** As figures; lists by their length. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kills", kills);
        map.put("answered", answered);
        map.put("inFlight", inFlight);
        map.put("failed", failed.size());
        map.put("lost", lost.size());
        map.put("records", records);
        map.put("unstamped", unstamped);
        map.put("refused", refused.size());
        map.put("sessions", sessions);
        map.put("longestMs", longestMs);
        map.put("seed", seed);
        return map;
    }
}
