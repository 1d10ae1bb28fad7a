package org.spean.exchange;

import java.util.Set;
import org.spean.fault.Fault;
import org.spean.fault.FaultAdvice;
import org.spean.fault.FaultCode;
import org.spean.fault.OwnFault;
import org.spean.fault.RelayedFault;

/**
 * Whether a fault is one that another security server of the same member might not have made. Only the order in which they
 * are tried hangs on it, so it may err.
 */
final class PeerBlame {

    private static final Set<String> PEERS_STEPS = Set.of("TRUST_PEER", "RECEIVE", "VERIFY", "MATCH");

    private PeerBlame() {}

    static boolean of(String step, Fault fault) {
        return switch (fault) {
            case OwnFault own ->
                own.code() == FaultCode.NETWORK_ERROR
                        || (PEERS_STEPS.contains(step) && own.code() != FaultCode.INTERNAL_ERROR);
            case RelayedFault relayed -> {
                FaultCode code = FaultAdvice.named(relayed.code());
                yield code != null && code.tellsOfServer();
            }
            default -> false;
        };
    }
}
