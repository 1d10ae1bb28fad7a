package org.spean.messagelog.postgres;

import java.time.Duration;

/**
 * Where the database is and how it is used.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with the driver's parameters if need be, but no secret
 * @param password of the user; kept out of texts
 * @param schema that holds the tables; made if absent
 * @param connections for reading, time-stamping and archiving, at most; writing has one of its own
 * @param patience after which a write is given up, so that the connection of a server that vanished does not last
 */
public record PostgresSettings(
        String url, String user, String password, String schema, int connections, Duration patience) {

    /** The URL without parameters, for people. */
    String place() {
        int end = url.indexOf('?');
        return (end < 0 ? url : url.substring(0, end)).replaceFirst("^jdbc:", "");
    }

    @Override
    public String toString() {
        return user + " at " + place() + ", schema " + schema;
    }
}
