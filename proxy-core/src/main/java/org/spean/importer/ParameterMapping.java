package org.spean.importer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.spean.identifier.ClientId;
import org.spean.importer.SystemParameters.Parameter;

/**
 * Carries over system parameters. Addresses, ports and the logging of bodies are as X-Road would have them, by its
 * defaults too, since others rely on them; the rest is carried over only where an operator has changed it, for our own
 * defaults suit us better.
 */
final class ParameterMapping {
    private static final String ANY = "0.0.0.0";
    private static final int DAY = 86_400;

    private final SystemParameters parameters;
    private final ConfigTree config;
    private final XRoadFolder folder;
    private final ImportReport report;

    ParameterMapping(SystemParameters parameters, ConfigTree config, XRoadFolder folder, ImportReport report) {
        this.parameters = parameters;
        this.config = config;
        this.folder = folder;
        this.report = report;
    }

    /** @param https whether there is a key for the HTTPS port */
    void map(boolean https) {
        listen(https);
        peers();
        messageLog();
        evidence();
        millis("proxy.client-timeout", 30_000, "timeouts.connect", Duration.ofMinutes(1));
        answer();
        millis("proxy.client-idle-connection-monitor-timeout", 60_000, "timeouts.idle", Duration.ofHours(1));
        millis("signer.client-timeout", 60_000, "timeouts.signing", Duration.ofMinutes(10));
        number("proxy.pool-total-default-max-connections-per-route", 2500, "limits.idleConnections", 65_536);
        number("anti-dos.max-parallel-connections", 5000, "limits.connections", 1_000_000);
        pooling();
        new TlsMapping(parameters, config, folder, report).map();
        Leftovers.report(parameters, folder, report);
    }

    private void listen(boolean https) {
        String host = host("proxy.connector-host");
        client("proxy.client-http-port", 80, 8080);
        client("proxy.client-https-port", 443, 8443);
        config.set("listen.clientHttp", host + port("proxy.client-http-port", 80));
        config.set("listen.clientHttps", https ? host + port("proxy.client-https-port", 443) : "off");
        config.set("listen.peer", host("proxy.server-listen-address") + port("proxy.server-listen-port", 5500));
        config.set(
                "listen.ocsp", host("proxy.ocsp-responder-listen-address") + port("proxy.ocsp-responder-port", 5577));
        int health = number("proxy.health-check-port", 0, 65_535);
        String healthHost = host("proxy.health-check-interface");
        if (health != 0) {
            config.set("listen.health", healthHost + health);
        }
    }

    private void client(String name, int debian, int redHat) {
        if (parameters.take(name) == null) {
            report.toDo(
                    "conf.d",
                    name,
                    "is not set: " + debian + " is taken, as on Ubuntu; make it " + redHat
                            + " if the server ran on Red Hat");
        }
    }

    private void peers() {
        int port = number("proxy.server-port", 5500, 65_535);
        if (port != 5500) {
            config.set("peers.port", port);
        }
        // X-Road asks its peers on the port where it listens itself.
        int ocspPort = number("proxy.ocsp-responder-port", 5577, 65_535);
        if (ocspPort != 5577) {
            config.set("peers.ocspPort", ocspPort);
        }
        int memory = number("proxy.client-fastest-connecting-ssl-uri-cache-period", 3600, 604_800);
        if (memory != 3600) {
            config.set("peers.serverMemory", memory + "s");
        }
    }

    private void messageLog() {
        // The older name of the two is deprecated, but still honoured.
        String soap = parameters.take("message-log.soap-body-logging", "true");
        boolean bodies =
                parameters.take("message-log.message-body-logging", soap).equals("true");
        config.set("messageLog.keep", kept(bodies));
        exceptions(bodies ? "disabled" : "enabled", kept(!bodies));
        int size = number("message-log.max-loggable-message-body-size", 10 << 20, 1 << 30);
        if (size != 10 << 20) {
            config.set("messageLog.maxBody", size + "B");
        }
    }

    private static String kept(boolean bodies) {
        return bodies ? "full" : "metadata";
    }

    /** Subsystems for which the logging of bodies is switched the other way: providers, here and at peers. */
    private void exceptions(String switched, String keep) {
        Set<ClientId> seen = new HashSet<>();
        for (String where : List.of("local", "remote")) {
            Parameter list =
                    parameters.take("message-log." + switched + "-body-logging-" + where + "-producer-subsystems");
            if (list != null) {
                list.list().forEach(id -> exception(list, id, keep, seen));
            }
        }
    }

    /** The only thing that is escaped there is a slash within a code. */
    private void exception(Parameter list, String id, String keep, Set<ClientId> seen) {
        try {
            ClientId client = ClientId.parse(id.replace("%", "%25").replace("&#47;", "%2F"));
            if (seen.add(client)) {
                config.add("messageLog.subsystems").put("id", client.encoded()).put("keep", keep);
            }
        } catch (IllegalArgumentException e) {
            report.left(folder.name(list.file()), list.name() + ": " + id, String.valueOf(e.getMessage()));
        }
    }

    private void evidence() {
        seconds(
                "message-log.acceptable-timestamp-failure-period",
                14_400,
                "timestamping.acceptableFailurePeriod",
                30 * DAY);
        seconds("message-log.timestamp-retry-delay", 60, "timestamping.retryDelay", DAY);
        number("message-log.timestamp-records-limit", 10_000, "timestamping.documentsPerRound", 10_000);
        String grouping = parameters.take("message-log.archive-grouping", "none");
        if (List.of("member", "subsystem").contains(grouping)) {
            config.set("archive.grouping", grouping);
        }
        int size = number("message-log.archive-max-filesize", 32 << 20, Integer.MAX_VALUE);
        if (size != 32 << 20) {
            config.set("archive.maxFileSize", Math.max(size, 1024) + "B");
        }
        int days = number("message-log.keep-records-for", 30, 3650);
        if (days != 30) {
            config.set("messageLog.retention", Math.max(days, 1) + "d");
        }
    }

    private void seconds(String name, int usual, String key, int most) {
        int value = number(name, usual, Integer.MAX_VALUE);
        if (value == usual) {
            return;
        }
        config.set(key, Math.min(value, most) + "s");
        if (value > most) {
            cut(name, key, most + "s");
        }
    }

    /** How long a peer's answer is waited for; X-Road's default is for ever. */
    private void answer() {
        String name = "proxy.client-httpclient-timeout";
        int millis = number(name, 0, Integer.MAX_VALUE);
        if (millis == 0) {
            config.set("timeouts.firstByte", "10m");
            report.changed(
                    "conf.d", name + "=0", "a peer's answer was waited for without end; timeouts.firstByte is 10m now");
        } else {
            millis(name, 0, "timeouts.firstByte", Duration.ofHours(1));
        }
    }

    private void pooling() {
        for (String name :
                List.of("proxy.pool-enable-connection-reuse", "proxy.server-support-clients-pooled-connections")) {
            Parameter reuse = parameters.take(name);
            if (reuse != null && reuse.value().equals("false")) {
                report.changed(
                        folder.name(reuse.file()),
                        reuse.toString(),
                        "connections between servers are kept wherever the peer keeps them too");
            }
        }
    }

    private String host(String name) {
        String host = parameters.take(name, ANY);
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":";
    }

    private int port(String name, int fallback) {
        int port = number(name, fallback, 65_535);
        if (port == 0) {
            throw wrong(Objects.requireNonNull(parameters.take(name)), "a port from 1 to 65535");
        }
        return port;
    }

    private void number(String name, int usual, String key, int most) {
        int value = number(name, usual, Integer.MAX_VALUE);
        if (value == usual || value == 0) {
            return;
        }
        config.set(key, Math.min(value, most));
        if (value > most) {
            cut(name, key, String.valueOf(most));
        }
    }

    private void millis(String name, int usual, String key, Duration most) {
        int value = number(name, usual, Integer.MAX_VALUE);
        if (value == usual) {
            return;
        }
        Duration duration = value == 0 ? most : Duration.ofMillis(Math.max(value, 1000));
        duration = duration.compareTo(most) > 0 ? most : duration;
        String text = duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
        config.set(key, text);
        if (duration.toMillis() != value) {
            cut(name, key, text);
        }
    }

    private void cut(String name, String key, String value) {
        Parameter parameter = Objects.requireNonNull(parameters.take(name));
        report.changed(
                folder.name(parameter.file()), parameter.toString(), key + " is " + value + ", the nearest there is");
    }

    private int number(String name, int fallback, int most) {
        Parameter parameter = parameters.take(name);
        if (parameter == null || parameter.value().isEmpty()) {
            return fallback;
        }
        String text = parameter.value();
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) > most) {
            throw wrong(parameter, "a number from 0 to " + most);
        }
        return Integer.parseInt(text);
    }

    private static ImportException wrong(Parameter parameter, String expected) {
        return new ImportException(
                parameter.file(), parameter.name() + ": '" + parameter.value() + "' (expected: " + expected + ")");
    }
}
