package org.spean.crypto.key;

/** Is told when a home of keys cannot be used, and when it can again. Called by the threads of sources; must not block. */
public interface KeyTrouble {

    /**
     * A file or token that was, or should be, in use cannot be used. Told once for each new reason.
     *
     * @param home the file or token
     * @param reason in one line, for the operator
     */
    void lost(String home, String reason);

    /** What was lost is back. */
    void found(String home);
}
