package org.spean.importer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.spean.postgres.PostgresServer.Database;

/** A serverconf database, with the tables of DM-SS as they were in a version. */
final class SampleServerConf implements AutoCloseable {

    /** How the tables are named and where they are. */
    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody changes
    enum Flavour {
        /** X-Road 7.2 to 7.4, upgraded from 6: schema public, identifiers with discriminators, security categories. */
        OLD("public", "type", "xroadinstance", "memberclass", "membercode", "subsystemcode", "groupcode"),
        /** X-Road 7.8: a schema of its own, renamed identifiers, cost types, the configuration client's table. */
        NEW(
                "serverconf",
                "object_type",
                "xroad_instance",
                "member_class",
                "member_code",
                "subsystem_code",
                "group_code");

        final String schema;

        @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
        private final List<String> identifier;

        Flavour(String schema, String... identifier) {
            this.schema = schema;
            this.identifier = List.of(identifier);
        }
    }

    private final Connection connection;
    private final Flavour flavour;
    private long lastId = 1000;

    SampleServerConf(Database database, Flavour flavour) {
        connection = connect(database);
        this.flavour = flavour;
        boolean old = flavour == Flavour.OLD;
        String names = String.join(" varchar(255), ", flavour.identifier) + " varchar(255)";
        create(
                "create schema if not exists " + flavour.schema,
                "set search_path to " + flavour.schema,
                "create table identifier (id bigint primary key, "
                        + (old ? "discriminator varchar(255) not null, serviceversion varchar(255), " : "") + names
                        + (old ? "" : ", created_at timestamp not null, updated_at timestamp not null") + ")",
                "create table client (id bigint primary key, conf_id bigint, identifier bigint references identifier,"
                        + " clientstatus varchar(255), isauthentication varchar(255))",
                "create table serverconf (id bigint primary key, servercode varchar(255), owner bigint references client)",
                "create table certificate (id bigint primary key, data bytea" + ", client_id bigint references client)",
                "create table localgroup (id bigint primary key, groupcode varchar(255) not null,"
                        + " description varchar(255) not null, updated timestamp not null, client_id bigint references client)",
                "create table groupmember (id bigint primary key, groupmemberid bigint not null references identifier,"
                        + " added timestamp not null, localgroup_id bigint references localgroup)",
                "create table servicedescription (id bigint primary key, client_id bigint references client,"
                        + " url varchar(255) not null, disabled boolean not null, disablednotice varchar(255),"
                        + " refresheddate timestamp, type varchar(255) not null default 'WSDL')",
                "create table service (id bigint primary key, servicedescription_id bigint references servicedescription,"
                        + " servicecode varchar(255) not null, serviceversion varchar(255), title varchar(255),"
                        + " url varchar(255), sslauthentication boolean, timeout integer)",
                "create table endpoint (id bigint primary key, client_id bigint references client on delete cascade,"
                        + " servicecode varchar(255) not null, method varchar(255) not null, path varchar(2048) not null,"
                        + " generated boolean, unique (client_id, servicecode, method, path))",
                "create table accessright (id bigint primary key, subjectid bigint not null references identifier,"
                        + " rightsgiven timestamp not null, client_id bigint references client,"
                        + " endpoint_id bigint references endpoint on delete cascade)",
                "create table tsp (id bigint primary key, name varchar(255), url varchar(255) not null, conf_id bigint"
                        + (old ? "" : ", cost_type varchar(255) not null default 'UNDEFINED'") + ")",
                "create table uiuser (id bigint primary key, username varchar(255) not null, locale varchar(255))",
                "create table apikey (id bigint primary key, encodedkey varchar(255) not null)",
                "create table apikey_roles (id bigserial primary key, apikey_id bigint not null, role varchar(255) not null)",
                "create table history (id bigserial primary key, operation varchar(255) not null,"
                        + " table_name varchar(255) not null, record_id bigint not null, field_name varchar(255) not null)",
                "create table databasechangelog (id varchar(255) not null, author varchar(255) not null)",
                old
                        ? "create table service_securitycategories (service_id bigint, security_cat_id bigint, id bigserial)"
                        : "create table configuration_client (id serial primary key, name varchar(255) unique, content text)");
    }

    private static Connection connect(Database database) {
        try {
            return database.connect();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void create(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An identifier: type, then the parts that the type has. */
    long identifier(String type, @Nullable String... parts) {
        boolean group = type.endsWith("GROUP");
        List<Object> values = new ArrayList<>();
        StringBuilder columns = new StringBuilder(flavour.identifier.getFirst());
        values.add(type);
        int[] places = group ? new int[] {1, 5} : new int[] {1, 2, 3, 4};
        for (int i = 0; i < parts.length; i++) {
            columns.append(", ").append(flavour.identifier.get(places[i]));
            values.add(parts[i]);
        }
        if (flavour == Flavour.OLD) {
            columns.append(", discriminator");
            values.add(type.equals("GLOBALGROUP") ? "GG" : type.equals("LOCALGROUP") ? "LG" : "C");
        } else {
            columns.append(", created_at, updated_at");
            values.add(now());
            values.add(now());
        }
        return insert("identifier", columns.toString(), values.toArray());
    }

    long subsystem(String path) {
        return identifier("SUBSYSTEM", path.split("/", -1));
    }

    long client(long identifier, String status, @Nullable String authentication) {
        return insert(
                "client",
                "conf_id, identifier, clientstatus, isauthentication",
                1L,
                identifier,
                status,
                authentication);
    }

    void server(String code, long owner) {
        insert("serverconf", "servercode, owner", code, owner);
    }

    void certificate(@Nullable Long client, byte[] der) {
        insert("certificate", "data, client_id", der, client);
    }

    long group(@Nullable Long client, String code, long... members) {
        long group =
                insert("localgroup", "groupcode, description, updated, client_id", code, "of " + code, now(), client);
        for (long member : members) {
            insert("groupmember", "groupmemberid, added, localgroup_id", member, now(), group);
        }
        return group;
    }

    long description(@Nullable Long client, String type, String url, @Nullable String disabled) {
        return insert(
                "servicedescription",
                "client_id, url, disabled, disablednotice, type",
                client,
                url,
                disabled != null,
                disabled,
                type);
    }

    void service(
            @Nullable Long description,
            String code,
            @Nullable String version,
            @Nullable String url,
            @Nullable Boolean verify,
            @Nullable Integer timeout) {
        insert(
                "service",
                "servicedescription_id, servicecode, serviceversion, url, sslauthentication, timeout",
                description,
                code,
                version,
                url,
                verify,
                timeout);
    }

    /** An endpoint with those who have a right on it. */
    void endpoint(@Nullable Long client, String code, String method, String path, long... subjects) {
        long endpoint = insert(
                "endpoint", "client_id, servicecode, method, path, generated", client, code, method, path, false);
        for (long subject : subjects) {
            right(client, endpoint, subject);
        }
    }

    void right(@Nullable Long client, @Nullable Long endpoint, long subject) {
        insert("accessright", "subjectid, rightsgiven, client_id, endpoint_id", subject, now(), client, endpoint);
    }

    long insert(String table, String columns, @Nullable Object... values) {
        long id = ++lastId;
        String marks = "?, ".repeat(values.length) + "?";
        String sql = "insert into " + flavour.schema + "." + table + " (" + columns + ", id) values (" + marks + ")";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.setLong(values.length + 1, id);
            insert.executeUpdate();
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of each table that has some. */
    Map<String, Long> counts() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (var result = statement.executeQuery(
                    "select tablename from pg_tables where schemaname = '" + flavour.schema + "'")) {
                while (result.next()) {
                    tables.add(result.getString(1));
                }
            }
            for (String table : tables) {
                try (var result = statement.executeQuery("select count(*) from " + flavour.schema + "." + table)) {
                    result.next();
                    if (result.getLong(1) > 0) {
                        counts.put(table, result.getLong(1));
                    }
                }
            }
        }
        return counts;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Timestamp now() {
        return Timestamp.valueOf("2025-01-01 00:00:00");
    }
}
