package org.spean.testbed.compare;

import java.util.Map;
import org.spean.testbed.authority.KeyKind;

/** Cases of the comparison that can be recorded. */
enum ProfiledCase {
    /** A pair as it comes. */
    B,
    /** With P-256 keys. */
    C {
        @Override
        PairPlan plan() {
            return super.plan().withKeys(KeyKind.EC_P256);
        }
    },
    /** Many members with a key each. */
    G {
        @Override
        PairPlan plan() {
            return super.plan().withMembers(MainPair.MEMBERS);
        }

        @Override
        Case asked(SpeanPair pair) {
            return pair.crowdAsks(name(), Bench.PATH);
        }
    },
    /** At twice the peak, where most requests are refused. */
    O;

    PairPlan plan() {
        return PairPlan.of(Map.of("small", NginxPair.SERVICE));
    }

    Case asked(SpeanPair pair) {
        return pair.asked(name(), "small", Bench.PATH);
    }
}
