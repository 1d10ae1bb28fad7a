package org.spean.messagelog.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The versions of the schema. An older one is migrated under Flyway's lock, so that gateways that start together do it once; a
 * newer one than we know is refused.
 */
final class Migrations {

    /** The version that we write. */
    static final int VERSION = 3;

    private static final String APPLIED =
            "SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE success AND version IS NOT NULL";

    private Migrations() {}

    /** Brings the schema to our version, making it if need be. */
    static void migrate(PostgresSettings settings) throws SQLException {
        if (version(settings) != VERSION) {
            migrate(settings, VERSION);
        }
    }

    /** The same up to some version. */
    static void migrate(PostgresSettings settings, int version) throws SQLException {
        FluentConfiguration flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(settings.url(), settings.user(), settings.password())
                .schemas(settings.schema())
                .locations("classpath:org/spean/messagelog/postgres")
                .target(MigrationVersion.fromVersion(Integer.toString(version)))
                .cleanDisabled(true);
        try {
            flyway.load().migrate();
        } catch (FlywayException e) {
            throw new SQLException("the schema cannot be brought to version " + version + ": " + firstLine(e), e);
        }
    }

    /**
     * The version that the schema has; 0 when there is none yet.
     *
     * @throws SQLException also when it is newer than we know; the text names it
     */
    static int version(PostgresSettings settings) throws SQLException {
        try (Connection connection = Database.connect(settings, settings.patience())) {
            return version(settings, connection);
        }
    }

    static int version(PostgresSettings settings, Connection connection) throws SQLException {
        boolean made = Database.holds(
                connection, "SELECT to_regclass(?) IS NOT NULL", settings.schema() + ".flyway_schema_history");
        int version = made ? Math.toIntExact(Database.number(connection, APPLIED)) : 0;
        if (version > VERSION) {
            throw new SQLException("schema " + settings.schema() + " has version " + version
                    + ", newer than this gateway knows (expected: " + VERSION + ")");
        }
        return version;
    }

    private static String firstLine(FlywayException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
