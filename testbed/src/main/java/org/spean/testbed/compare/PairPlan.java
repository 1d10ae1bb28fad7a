package org.spean.testbed.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.spean.testbed.authority.KeyKind;

/**
 * What a pair is like.
 *
 * @param keys of signatures and of TLS between the gateways
 * @param services what either side offers to the other: codes, with a version if SOAP, and URLs
 * @param settings of both gateways, beyond the usual
 * @param members besides the owner, on either side, each with a key of its own
 */
record PairPlan(KeyKind keys, Map<String, String> services, Map<String, Object> settings, int members) {
    /** What a member with a thousand connections at a time sets; all else is as it comes. */
    private static final Map<String, Object> LIMITS = Map.of("limits.exchanges", 2048, "limits.idleConnections", 1024);

    /** RSA keys, no members but the owners. */
    static PairPlan of(Map<String, String> services) {
        return new PairPlan(KeyKind.RSA_2048, services, LIMITS, 0);
    }

    PairPlan withKeys(KeyKind kind) {
        return new PairPlan(kind, services, settings, members);
    }

    PairPlan withMembers(int number) {
        return new PairPlan(keys, services, settings, number);
    }

    PairPlan withSetting(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PairPlan(keys, services, more, members);
    }
}
