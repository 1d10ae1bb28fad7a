package org.spean.testbed.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of {@link KillRun}.
 *
 * @param kills gateways that were killed
 * @param answered exchanges of which the client saw the whole answer
 * @param lost ids of those that lack one of their four records or have one twice
 * @param records in both message logs
 * @param unstamped of these, those that have no time-stamp in the end
 * @param refused records that do not verify, time-stamps included
 * @param leftOver files that do not belong to a gateway, in the folders of both
 * @param repairs lines of the gateways' logs about damage, and errors
 * @param longestStartMs from the start of a process to its being ready, after a kill
 * @param seed of the random moments
 */
public record KillReport(
        int kills,
        long answered,
        List<String> lost,
        long records,
        long unstamped,
        List<String> refused,
        List<String> leftOver,
        List<String> repairs,
        long longestStartMs,
        long seed) {

    /** Whether nothing was lost, left or repaired. */
    public boolean sound() {
        return answered > 0
                && lost.isEmpty()
                && unstamped == 0
                && refused.isEmpty()
                && leftOver.isEmpty()
                && repairs.isEmpty();
    }

    /** As figures; lists by their length. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kills", kills);
        map.put("answered", answered);
        map.put("lost", lost.size());
        map.put("records", records);
        map.put("unstamped", unstamped);
        map.put("refused", refused.size());
        map.put("leftOver", leftOver.size());
        map.put("repairs", repairs.size());
        map.put("longestStartMs", longestStartMs);
        map.put("seed", seed);
        return map;
    }
}
