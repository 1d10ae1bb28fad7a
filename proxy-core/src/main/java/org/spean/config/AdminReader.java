package org.spean.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@link AdminConfig}, and refuses a port that would show everything to everybody. */
final class AdminReader {
    private AdminReader() {}

    static MetricsConfig metrics(Section metrics) {
        return new MetricsConfig(
                metrics.count(AdminSettings.METRICS_SERVICES),
                metrics.has(AdminSettings.METRICS_OTLP)
                        ? metrics.convert(AdminSettings.METRICS_OTLP, AdminReader::collector)
                        : null,
                metrics.duration(AdminSettings.METRICS_INTERVAL));
    }

    static TracingConfig tracing(Section tracing) {
        return new TracingConfig(
                tracing.has(AdminSettings.TRACING_OTLP)
                        ? tracing.convert(AdminSettings.TRACING_OTLP, AdminReader::collector)
                        : null,
                tracing.count(AdminSettings.TRACING_SHARE),
                tracing.flag(AdminSettings.TRACING_PEERS),
                tracing.choice(AdminSettings.TRACING_SERVICE, Map.of("signed", false, "child", true)));
    }

    static LoggingConfig logging(Section logging) {
        return new LoggingConfig(
                logging.choice(AdminSettings.LOGGING_FORMAT, Map.of("text", false, "json", true)),
                logging.choice(
                        AdminSettings.LOGGING_LEVEL,
                        Map.of("error", "ERROR", "warn", "WARN", "info", "INFO", "debug", "DEBUG")),
                logging.has(AdminSettings.LOGGING_AUDIT) ? logging.path(AdminSettings.LOGGING_AUDIT) : null);
    }

    private static URI collector(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("'" + text + "' (expected: an http or https URL)");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null) { // what is in it would stand in logs and events
            throw new IllegalArgumentException("holds a user or a query (expected: an address that is no secret)");
        }
        return url;
    }

    /** @param port where the admin port listens, {@code null}: it is off */
    static AdminConfig read(Section admin, @Nullable InetSocketAddress port, SideFiles side) {
        Secret token = admin.has(AdminSettings.TOKEN_FILE) || admin.has(AdminSettings.TOKEN_ENV)
                ? side.secret(admin, AdminSettings.TOKEN_FILE, AdminSettings.TOKEN_ENV)
                : null;
        if (token != null && token.isEmpty()) {
            throw admin.error(AdminSettings.TOKEN_FILE, "empty (expected: a token in the first line)");
        }
        KeyFile key = admin.has(AdminSettings.KEY)
                ? side.keyFile(
                        admin.child(AdminSettings.KEY),
                        AdminSettings.KEY_FILE,
                        AdminSettings.KEY_PASSWORD_FILE,
                        AdminSettings.KEY_PASSWORD_ENV,
                        AdminSettings.KEY_ALIAS)
                : null;
        List<X509Certificate> clients = side.certificates(admin, AdminSettings.CLIENTS);
        if (!clients.isEmpty() && key == null) {
            throw admin.error(AdminSettings.CLIENTS, "certificates are shown in TLS only (expected: admin.key)");
        }
        AdminConfig config = new AdminConfig(token, key, clients);
        if (port != null && config.open() && !port.getAddress().isLoopbackAddress()) {
            throw admin.error(
                    AdminSettings.TOKEN_FILE,
                    "missing: whoever reaches listen.admin at " + Addresses.text(port)
                            + " would see everything (expected: admin.tokenFile, admin.tokenEnv or admin.clients, or an address on loopback)");
        }
        return config;
    }
}
