package org.spean.messagelog.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is in the database.
 *
 * @param server version of PostgreSQL
 * @param schemaVersion 0 when there are no tables yet
 * @param ownVersion that this gateway writes; an older schema is migrated when a gateway starts
 * @param gateways that write at present
 * @param doubts settings of the server that lose evidence when it crashes; empty when there are none
 */
public record PostgresStatus(String server, int schemaVersion, int ownVersion, int gateways, List<String> doubts) {

    public PostgresStatus {
        doubts = List.copyOf(doubts);
    }

    static PostgresStatus of(PostgresSettings settings, Connection connection) throws SQLException {
        int version = Migrations.version(settings, connection);
        int gateways = version == 0
                ? 0
                : Math.toIntExact(Database.number(
                        connection,
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                                + " AND classid::bigint = hashtext(current_schema() || ' gateway')::bigint"
                                + " & 4294967295"));
        List<String> doubts = new ArrayList<>();
        for (String setting : List.of("fsync", "full_page_writes")) {
            if (Database.holds(connection, "SELECT current_setting(?) = 'off'", setting)) {
                doubts.add(setting + " is off");
            }
        }
        return new PostgresStatus(
                connection.getMetaData().getDatabaseProductVersion(), version, Migrations.VERSION, gateways, doubts);
    }
}
