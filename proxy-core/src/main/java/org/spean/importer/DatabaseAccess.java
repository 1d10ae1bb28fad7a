package org.spean.importer;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How the serverconf database is reached.
 *
 * @param url JDBC URL of PostgreSQL
 * @param user absent: as the URL says
 * @param password absent: as the URL says
 * @param schemas where its tables may be, in this order
 */
public record DatabaseAccess(
        String url, @Nullable String user, @Nullable String password, List<String> schemas) {
    private static final String CONNECTION = "serverconf.hibernate.connection.";
    private static final String SCHEMA = "serverconf.hibernate.hikari.dataSource.currentSchema";
    private static final List<String> USUAL_SCHEMAS = List.of("serverconf", "public");

    public DatabaseAccess {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new ImportException(
                    shown(url), "not a database of PostgreSQL (expected: jdbc:postgresql://host/name)");
        }
        schemas = List.copyOf(schemas);
    }

    /** A database with X-Road's usual schemas. */
    public static DatabaseAccess of(String url, @Nullable String user, @Nullable String password) {
        return new DatabaseAccess(url, user, password, USUAL_SCHEMAS);
    }

    /** The database that X-Road's {@code db.properties} names, or null if there is no such file or it names none. */
    static @Nullable DatabaseAccess ofProperties(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new ImportException(file, "cannot be read: " + e.getMessage(), e);
        }
        String url = value(properties, CONNECTION + "url");
        if (url == null) {
            return null;
        }
        String schema = value(properties, SCHEMA);
        return new DatabaseAccess(
                url,
                value(properties, CONNECTION + "username"),
                value(properties, CONNECTION + "password"),
                schema == null
                        ? USUAL_SCHEMAS
                        : Arrays.stream(schema.split(",", -1))
                                .map(String::strip)
                                .toList());
    }

    /** The URL without its parameters, which may hold a password. */
    String shown() {
        return shown(url);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return shown();
    }

    private static String shown(String url) {
        int query = url.indexOf('?');
        return (query < 0 ? url : url.substring(0, query)).replaceAll("//[^/@]*@", "//");
    }

    /** A property, in newer versions below a common prefix. */
    private static @Nullable String value(Properties properties, String name) {
        String value = properties.getProperty(name, properties.getProperty("xroad.db." + name));
        return value == null || value.isBlank() ? null : value.strip();
    }
}
