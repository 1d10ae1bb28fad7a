package org.spean.importer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.spean.importer.ServerConf.Certificate;
import org.spean.importer.ServerConf.Client;
import org.spean.importer.ServerConf.Description;
import org.spean.importer.ServerConf.Endpoint;
import org.spean.importer.ServerConf.GroupMember;
import org.spean.importer.ServerConf.Identifier;
import org.spean.importer.ServerConf.LocalGroup;
import org.spean.importer.ServerConf.Right;
import org.spean.importer.ServerConf.Service;
import org.spean.importer.ServerConf.TimeStamping;

/**
 * Reads a serverconf database: PostgreSQL with the tables of DM-SS, as X-Road 6.21 and later keep it. One transaction,
 * read only, sees one state of it. Columns that were renamed between versions are found by their names. Blocks.
 */
final class ServerConfReader {
    private static final Set<String> NEEDED = Set.of(
            "accessright",
            "certificate",
            "client",
            "endpoint",
            "groupmember",
            "identifier",
            "localgroup",
            "serverconf",
            "service",
            "servicedescription",
            "tsp");
    private static final List<String> OLD_NAMES =
            List.of("type", "xroadinstance", "memberclass", "membercode", "subsystemcode", "groupcode");
    private static final List<String> NEW_NAMES =
            List.of("object_type", "xroad_instance", "member_class", "member_code", "subsystem_code", "group_code");

    private final DatabaseAccess access;
    private final Connection connection;
    private final String schema;
    private final List<String> identifier;
    private final ImportReport report;

    private ServerConfReader(DatabaseAccess access, Connection connection, ImportReport report) throws SQLException {
        this.access = access;
        this.connection = connection;
        this.report = report;
        schema = schema();
        identifier = columns("identifier").containsKey("xroad_instance") ? NEW_NAMES : OLD_NAMES;
    }

    static ServerConf read(DatabaseAccess access, ImportReport report) {
        try (Connection connection = DriverManager.getConnection(access.url(), properties(access))) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return new ServerConfReader(access, connection, report).read();
        } catch (SQLException e) {
            throw new ImportException(access.shown(), reason(access, e), e);
        }
    }

    private static Properties properties(DatabaseAccess access) {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "spean import");
        if (access.user() != null) {
            properties.setProperty("user", access.user());
        }
        if (access.password() != null) {
            properties.setProperty("password", access.password());
        }
        return properties;
    }

    private static String reason(DatabaseAccess access, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message = String.valueOf(e.getMessage());
        if (state.startsWith("28")) {
            return "refuses user and password of '" + access.user() + "'";
        }
        return (state.startsWith("08") ? "cannot be reached: " : "cannot be read: ") + message;
    }

    private ServerConf read() throws SQLException {
        List<Map.Entry<@Nullable String, @Nullable Long>> server = rows(
                "serverconf",
                "select servercode, owner from %s",
                r -> new java.util.AbstractMap.SimpleEntry<>(r.getString(1), key(r, 2)));
        if (server.size() != 1) {
            throw new ImportException(
                    access.shown(), server.size() + " rows in serverconf (expected: 1, of an initialised server)");
        }
        return new ServerConf(
                access.shown(),
                server.getFirst().getKey(),
                server.getFirst().getValue(),
                rows(
                        "client",
                        "select t.id, clientstatus, isauthentication, " + identity("identifier"),
                        r -> new Client(
                                r.getLong(1),
                                r.getObject(4) == null ? null : identifier(r, 4),
                                r.getString(2),
                                r.getString(3))),
                rows(
                        "certificate",
                        "select id, client_id, " + der() + " from %s",
                        r -> new Certificate(r.getLong(1), key(r, 2), r.getBytes(3))),
                rows(
                        "localgroup",
                        "select id, client_id, groupcode from %s",
                        r -> new LocalGroup(r.getLong(1), key(r, 2), r.getString(3))),
                rows(
                        "groupmember",
                        "select t.id, localgroup_id, " + identity("groupmemberid"),
                        r -> new GroupMember(r.getLong(1), key(r, 2), identifier(r, 3))),
                rows(
                        "servicedescription",
                        "select id, client_id, url, type, disabled, disablednotice from %s",
                        r -> new Description(
                                r.getLong(1),
                                key(r, 2),
                                r.getString(3),
                                r.getString(4),
                                r.getBoolean(5),
                                r.getString(6))),
                rows(
                        "service",
                        "select id, servicedescription_id, servicecode, serviceversion, url, sslauthentication, timeout from %s",
                        r -> new Service(
                                r.getLong(1),
                                key(r, 2),
                                r.getString(3),
                                r.getString(4),
                                r.getString(5),
                                (Boolean) r.getObject(6),
                                (Integer) r.getObject(7))),
                rows(
                        "endpoint",
                        "select id, client_id, servicecode, method, path from %s",
                        r -> new Endpoint(r.getLong(1), key(r, 2), r.getString(3), r.getString(4), r.getString(5))),
                rows(
                        "accessright",
                        "select t.id, client_id, endpoint_id, " + identity("subjectid"),
                        r -> new Right(r.getLong(1), key(r, 2), key(r, 3), identifier(r, 4))),
                rows(
                        "tsp",
                        "select id, name, url from %s",
                        r -> new TimeStamping(r.getLong(1), r.getString(2), r.getString(3))),
                others());
    }

    /** The schema that holds X-Road's tables. */
    private String schema() throws SQLException {
        for (String candidate : access.schemas()) {
            Set<String> tables = tables(candidate);
            if (tables.contains("serverconf")) {
                Set<String> missing = new TreeSet<>(NEEDED);
                missing.removeAll(tables);
                if (!missing.isEmpty()) {
                    throw new ImportException(
                            access.shown(),
                            "schema " + candidate + " lacks the tables " + String.join(", ", missing)
                                    + " (expected: a serverconf database of X-Road 6.21 or later)");
                }
                return candidate;
            }
        }
        throw new ImportException(
                access.shown(),
                "no table serverconf in the schemas " + String.join(", ", access.schemas())
                        + " (expected: a serverconf database of X-Road)");
    }

    private Set<String> tables(String candidate) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select tablename from pg_catalog.pg_tables where schemaname = ? order by tablename")) {
            select.setString(1, candidate);
            Set<String> tables = new TreeSet<>();
            ResultSet result = select.executeQuery();
            while (result.next()) {
                tables.add(result.getString(1));
            }
            return tables;
        }
    }

    /** Name and type of a table's columns. */
    private Map<String, String> columns(String table) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (ResultSet result = connection.getMetaData().getColumns(null, schema, table, null)) {
            while (result.next()) {
                columns.put(result.getString("COLUMN_NAME"), result.getString("TYPE_NAME"));
            }
        }
        return columns;
    }

    private String der() throws SQLException {
        // DM-SS says oid, the tables of all versions seen hold the bytes themselves.
        return "oid".equals(columns("certificate").get("data")) ? "lo_get(data)" : "data";
    }

    private Map<String, Long> others() throws SQLException {
        Map<String, Long> others = new LinkedHashMap<>();
        for (String table : tables(schema)) {
            if (!NEEDED.contains(table)) {
                long count = query("select count(*) from %s".formatted(name(table)), r -> r.getLong(1))
                        .getFirst();
                if (count > 0) {
                    others.put(table, count);
                }
            }
        }
        return others;
    }

    /** The rest of a statement that joins a row with the identifier it names. */
    private String identity(String column) {
        return "i." + String.join(", i.", identifier) + " from %s t left join " + name("identifier") + " i on i.id = t."
                + column;
    }

    private static Identifier identifier(ResultSet r, int at) throws SQLException {
        return new Identifier(
                r.getString(at),
                r.getString(at + 1),
                r.getString(at + 2),
                r.getString(at + 3),
                r.getString(at + 4),
                r.getString(at + 5));
    }

    private static @Nullable Long key(ResultSet r, int at) throws SQLException {
        return (Long) r.getObject(at);
    }

    private String name(String table) {
        return quoted(schema) + "." + quoted(table);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private <T> List<T> rows(String table, String select, Row<T> row) throws SQLException {
        List<T> rows = query(select.formatted(name(table)) + " order by 1", row);
        report.total(table, rows.size());
        return rows;
    }

    private <T> List<T> query(String sql, Row<T> row) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                rows.add(row.of(result));
            }
        }
        return rows;
    }

    private interface Row<T> {
        T of(ResultSet result) throws SQLException;
    }
}
