package org.spean.config;

import static org.spean.config.Setting.Kind.ADDRESS;
import static org.spean.config.Setting.Kind.CHOICE;
import static org.spean.config.Setting.Kind.COUNT;
import static org.spean.config.Setting.Kind.DURATION;
import static org.spean.config.Setting.Kind.FLAG;
import static org.spean.config.Setting.Kind.LIST;
import static org.spean.config.Setting.Kind.MAP;
import static org.spean.config.Setting.Kind.PATH;
import static org.spean.config.Setting.Kind.TEXT;
import static org.spean.config.Setting.Kind.URL;
import static org.spean.config.Setting.optional;
import static org.spean.config.Setting.preset;
import static org.spean.config.Setting.required;

import java.util.ArrayList;
import java.util.List;

/** What {@link Settings} says of the ports for operators and their tools. */
final class AdminSettings {
    /** Below {@code listen}. */
    static final List<Setting> PORTS = new ArrayList<>();

    /** Below {@code admin}. */
    static final List<Setting> ALL = new ArrayList<>();

    static final Setting ADMIN_PORT = add(
            PORTS,
            preset(
                    "listen.admin",
                    ADDRESS,
                    "127.0.0.1:5580",
                    "status page, metrics and probes for operators, or off; elsewhere than on loopback a token or client certificates are needed"));
    static final Setting HEALTH_PORT = add(
            PORTS,
            preset(
                    "listen.health",
                    ADDRESS,
                    "off",
                    "X-Road's health check for load balancers, as in 0.0.0.0:5588: 200, or 500 with the reason"));

    static final Setting ADMIN =
            add(ALL, optional("admin", MAP, "who may see the admin port; /live and /ready are for everybody"));
    static final Setting TOKEN_FILE = add(
            ALL,
            optional(
                    "admin.tokenFile",
                    PATH,
                    "file with the token that is asked for, as bearer token or as password of any user; or use tokenEnv"));
    static final Setting TOKEN_ENV =
            add(ALL, optional("admin.tokenEnv", TEXT, "environment variable with the token; or use tokenFile"));
    static final Setting CLIENTS = add(
            ALL,
            preset(
                    "admin.clients",
                    LIST,
                    "[]",
                    "PEM files of the client certificates of those of whom no token is asked; needs admin.key"));
    static final Setting KEY =
            add(ALL, optional("admin.key", MAP, "key of TLS; absent: plain HTTP, and a token passes in clear"));
    static final Setting KEY_FILE = add(ALL, required("admin.key.file", PATH, "PKCS#12 file"));
    static final Setting KEY_PASSWORD_FILE =
            add(ALL, optional("admin.key.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting KEY_PASSWORD_ENV = add(
            ALL,
            optional("admin.key.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting KEY_ALIAS =
            add(ALL, optional("admin.key.alias", TEXT, "entry to use; needed if the file holds several"));

    static final Setting METRICS =
            add(ALL, optional("metrics", MAP, "what is measured; /metrics of the admin port has it all"));
    static final Setting METRICS_SERVICES = add(
            ALL,
            preset(
                    "metrics.services",
                    COUNT,
                    "100",
                    "0",
                    "10000",
                    "services with series of their own, counted by role and protocol; the rest are one, 'other'"));
    static final Setting METRICS_OTLP = add(
            ALL,
            optional(
                    "metrics.otlp",
                    URL,
                    "where metrics are pushed, by OTLP over HTTP, as in http://collector.example:4318/v1/metrics; absent: nowhere"));
    static final Setting METRICS_INTERVAL =
            add(ALL, preset("metrics.otlpInterval", DURATION, "60s", "1s", "1h", "how often they are pushed"));

    static final Setting TRACING = add(ALL, optional("tracing", MAP, "spans of exchanges, by OpenTelemetry"));
    static final Setting TRACING_OTLP = add(
            ALL,
            optional(
                    "tracing.otlp",
                    URL,
                    "where spans are sent, by OTLP over HTTP, as in http://collector.example:4318/v1/traces; absent: nothing is traced"));
    static final Setting TRACING_SHARE = add(
            ALL,
            preset(
                    "tracing.share",
                    COUNT,
                    "100",
                    "0",
                    "10000",
                    "of 10,000 exchanges so many are traced, unless the caller's traceparent says whether"));
    static final Setting TRACING_PEERS = add(
            ALL,
            preset(
                    "tracing.peers",
                    FLAG,
                    "true",
                    "tell other members' servers our span, in an HTTP header that is not signed and that X-Road's ignore, and believe theirs"));
    static final Setting TRACING_SERVICE = add(
            ALL,
            preset(
                    "tracing.service",
                    CHOICE,
                    "signed",
                    "traceparent that services get: signed (the client's if it sent one, else our span's), child (always our span's)"));

    static final Setting LOGGING = add(ALL, optional("logging", MAP, "the log on standard error, and audit events"));
    static final Setting LOGGING_FORMAT = add(
            ALL,
            preset(
                    "logging.format",
                    CHOICE,
                    "text",
                    "text, or json: one object a line; the system property spean.log.format goes before it"));
    static final Setting LOGGING_LEVEL = add(
            ALL,
            preset(
                    "logging.level",
                    CHOICE,
                    "info",
                    "least level written: error, warn, info, debug; the system property spean.log goes before it"));
    static final Setting LOGGING_AUDIT = add(
            ALL,
            optional(
                    "logging.audit",
                    PATH,
                    "file of audit events, one JSON object a line, in a folder that exists; absent: they are lines of the log"));

    private AdminSettings() {}

    private static Setting add(List<Setting> to, Setting setting) {
        to.add(setting);
        return setting;
    }
}
