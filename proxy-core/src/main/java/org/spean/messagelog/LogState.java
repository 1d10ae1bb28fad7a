package org.spean.messagelog;

/** What a message log is doing. */
public enum LogState {
    /** Nothing waits. */
    IDLE,
    /** A batch is being written, possibly not for the first time. */
    WRITING,
    /** A record was not durable in time: nothing new is admitted. */
    DOWN,
    /** Down, and trying whether the store is back. */
    PROBING
}
