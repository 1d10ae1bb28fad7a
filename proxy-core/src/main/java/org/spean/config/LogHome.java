package org.spean.config;

/** Where the message log is kept. */
public enum LogHome {
    /** In files of this machine. */
    EMBEDDED,
    /** In a database that several gateways share. */
    POSTGRESQL,
    /** In a topic, from which a consumer moves the records to such a database. */
    KAFKA
}
