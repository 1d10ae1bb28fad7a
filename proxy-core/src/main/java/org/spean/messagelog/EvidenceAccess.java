package org.spean.messagelog;

/**
 * Lends the home of evidence in use, which a changed configuration may replace at any time. What was lent stays open until
 * its task has ended. Safe for any thread.
 */
public interface EvidenceAccess {

    /** What is done with a home; must not close it. */
    @FunctionalInterface
    interface Task<T, E extends Exception> {
        T run(KeptEvidence store) throws E;
    }

    /** Runs a task on the caller's thread. */
    <T, E extends Exception> T with(Task<T, E> task) throws E;
}
