package org.spean.config;

import static org.spean.config.Setting.Kind.CHOICE;
import static org.spean.config.Setting.Kind.COUNT;
import static org.spean.config.Setting.Kind.LIST;
import static org.spean.config.Setting.Kind.MAP;
import static org.spean.config.Setting.Kind.PATH;
import static org.spean.config.Setting.Kind.TEXT;
import static org.spean.config.Setting.optional;
import static org.spean.config.Setting.preset;
import static org.spean.config.Setting.required;

import java.util.ArrayList;
import java.util.List;

/** What {@link Settings} says of the homes of the message log outside of this machine. */
final class LogHomeSettings {
    static final List<Setting> ALL = new ArrayList<>();

    static final Setting POSTGRESQL = add(optional(
            "messageLog.postgresql",
            MAP,
            "the database, PostgreSQL 15 or later; with home kafka, where 'spean evidence consume' stores"));
    static final Setting POSTGRESQL_URL = add(required(
            "messageLog.postgresql.url",
            TEXT,
            "jdbc:postgresql://host:port/database, with parameters of the driver such as sslmode=verify-full"));
    static final Setting POSTGRESQL_USER =
            add(required("messageLog.postgresql.user", TEXT, "who may make tables in the schema"));
    static final Setting POSTGRESQL_PASSWORD_FILE =
            add(optional("messageLog.postgresql.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting POSTGRESQL_PASSWORD_ENV = add(optional(
            "messageLog.postgresql.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting POSTGRESQL_SCHEMA = add(
            preset("messageLog.postgresql.schema", TEXT, "messagelog", "schema that holds the tables, made if absent"));
    static final Setting POSTGRESQL_CONNECTIONS = add(preset(
            "messageLog.postgresql.connections",
            COUNT,
            "6",
            "3",
            "100",
            "for reading, time-stamping and archiving, at most; writing has one of its own"));
    static final Setting KAFKA = add(optional(
            "messageLog.kafka", MAP, "the topic: replication factor 3 or more, min.insync.replicas 2 or more"));
    static final Setting KAFKA_SERVERS =
            add(required("messageLog.kafka.servers", LIST, "brokers to begin with: host:port"));
    static final Setting KAFKA_TOPIC =
            add(required("messageLog.kafka.topic", TEXT, "topic of the records of one member, which must exist"));
    static final Setting KAFKA_TLS = add(optional(
            "messageLog.kafka.tls", MAP, "TLS towards the brokers; their certificates must be for their hosts"));
    static final Setting KAFKA_TRUST = add(preset(
            "messageLog.kafka.tls.trust",
            LIST,
            "[]",
            "PEM files of their certificates or authorities; empty: the JDK's authorities"));
    static final Setting KAFKA_CERTIFICATE = add(optional(
            "messageLog.kafka.tls.certificate",
            PATH,
            "PEM file of our own certificate and those above it, where brokers want one; with keyFile"));
    static final Setting KAFKA_KEY =
            add(optional("messageLog.kafka.tls.keyFile", PATH, "PEM file of its key (PKCS#8), encrypted or not"));
    static final Setting KAFKA_KEY_PASSWORD_FILE = add(optional(
            "messageLog.kafka.tls.keyPasswordFile",
            PATH,
            "file with the password of an encrypted key; or use keyPasswordEnv"));
    static final Setting KAFKA_KEY_PASSWORD_ENV = add(optional(
            "messageLog.kafka.tls.keyPasswordEnv",
            TEXT,
            "environment variable with the password; or use keyPasswordFile"));
    static final Setting KAFKA_PROTOCOLS =
            add(preset("messageLog.kafka.tls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions offered"));
    static final Setting KAFKA_SUITES = add(preset(
            "messageLog.kafka.tls.cipherSuites",
            LIST,
            "[]",
            "cipher suites by their JSSE names; empty: those of the JDK"));
    static final Setting KAFKA_SASL = add(optional("messageLog.kafka.sasl", MAP, "who we are to the brokers"));
    static final Setting KAFKA_MECHANISM = add(preset(
            "messageLog.kafka.sasl.mechanism",
            CHOICE,
            "SCRAM-SHA-512",
            "SCRAM-SHA-512, SCRAM-SHA-256 or, under TLS only, PLAIN"));
    static final Setting KAFKA_USER = add(required("messageLog.kafka.sasl.user", TEXT, "name of the user"));
    static final Setting KAFKA_PASSWORD_FILE =
            add(optional("messageLog.kafka.sasl.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting KAFKA_PASSWORD_ENV = add(optional(
            "messageLog.kafka.sasl.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting KAFKA_PROPERTIES = add(optional(
            "messageLog.kafka.properties",
            PATH,
            "properties file for Kafka's clients, for what has no key here; not what evidence rests on, such as acks"));
    static final Setting KAFKA_GATEWAY = add(preset(
            "messageLog.kafka.gateway",
            COUNT,
            "0",
            "0",
            "31",
            "which of the gateways that write into the topic this is: each needs another number"));

    private LogHomeSettings() {}

    private static Setting add(Setting setting) {
        ALL.add(setting);
        return setting;
    }
}
