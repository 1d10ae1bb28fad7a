package org.spean.config;

/**
 * A database for the message log.
 *
 * @param url {@code jdbc:postgresql://…}, without secrets
 * @param schema that holds the tables
 * @param connections at most, beside the one that writes
 */
public record PostgresConfig(String url, String user, Secret password, String schema, int connections) {}
