package org.spean.exchange;

import org.spean.config.MessageLogConfig;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;

/** What one message has of the memory for kept bodies. Confined to the loop of its exchange. */
final class KeptShare {

    private final KeptBodies all;
    private final long limit;
    private final int most;
    private final Origin origin;
    private long taken;

    KeptShare(KeptBodies all, MessageLogConfig config, Origin origin) {
        this.all = all;
        this.limit = config.bodyMemory();
        this.most = (int) config.maxBody();
        this.origin = origin;
    }

    /** Bytes that may be kept of all attachments of the message. */
    int most() {
        return most;
    }

    /**
     * Takes memory.
     *
     * @throws FaultException when all bodies together have no more
     */
    void take(long bytes) {
        if (!all.take(bytes, limit)) {
            throw new FaultException(OwnFault.of(
                    FaultCode.LOGGING_FAILED, origin, "Too many bodies wait to be logged: try again later"));
        }
        taken += bytes;
    }

    void giveBack(long bytes) {
        taken -= bytes;
        all.giveBack(bytes);
    }

    /** Gives all back; doing so again has no effect. */
    void close() {
        giveBack(taken);
    }

    FaultException tooLarge() {
        return new FaultException(OwnFault.of(
                FaultCode.LOGGING_FAILED,
                origin,
                "Message is larger than the message log keeps: " + most + " bytes of body or attachments"));
    }
}
