package org.spean.cli;

import org.spean.messagelog.EvidenceAccess;
import org.spean.messagelog.KeptEvidence;

/** Evidence that a command has open as long as it runs. */
record LentEvidence(KeptEvidence store) implements EvidenceAccess {
    @Override
    public <T, E extends Exception> T with(Task<T, E> task) throws E {
        return task.run(store);
    }
}
