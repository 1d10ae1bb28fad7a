package org.spean.importer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.importer.SystemParameters.Parameter;

/** System parameters that have no counterpart here: those that differ from X-Road's default are reported, with why. */
final class Leftovers {
    private static final String DEFAULTS = "xroad-defaults.ini";
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("proxy.ssl-enabled", "connections between security servers are always encrypted here"),
            Map.entry("proxy.server-min-supported-client-version", "old peers are not refused here"),
            Map.entry("message-log.truncated-body-allowed", "a body that is too large to be kept is refused here"),
            Map.entry("message-log.hash-algo-id", "the message log does not use this digest here"),
            Map.entry("common", "belongs to processes and folders that are not there any more"),
            Map.entry("signer", "belongs to X-Road's signer; keys are read in place here"),
            Map.entry("env-monitor", "belongs to X-Road's environmental monitoring"),
            Map.entry("op-monitor", "belongs to X-Road's operational monitoring"),
            Map.entry("op-monitor-service", "belongs to X-Road's operational monitoring"),
            Map.entry("op-monitor-buffer", "belongs to X-Road's operational monitoring"),
            Map.entry("proxy-ui", "belongs to X-Road's administration interface"),
            Map.entry("proxy-ui-api", "belongs to X-Road's administration interface"));

    private Leftovers() {}

    static void report(SystemParameters parameters, XRoadFolder folder, ImportReport report) {
        Map<String, String> defaults = defaults();
        for (Parameter parameter : parameters.rest()) {
            if (!isDefault(parameter.value(), defaults.get(parameter.name()))) {
                String section = parameter.name().substring(0, parameter.name().indexOf('.'));
                String reason = REASONS.getOrDefault(
                        parameter.name(), REASONS.getOrDefault(section, "has no counterpart here"));
                report.left(folder.name(parameter.file()), shown(parameter), reason);
            }
        }
    }

    /** A parameter for a report: no password. */
    static String shown(Parameter parameter) {
        return parameter.name().endsWith("password") ? parameter.name() + "=***" : parameter.toString();
    }

    private static boolean isDefault(String value, @Nullable String defaults) {
        return defaults != null
                && Arrays.stream(defaults.split("\\|", -1))
                        .anyMatch(one -> one.strip().equals(value));
    }

    private static Map<String, String> defaults() {
        try (InputStream in = Objects.requireNonNull(Leftovers.class.getResourceAsStream(DEFAULTS), DEFAULTS)) {
            return IniFile.parse(
                    DEFAULTS,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(DEFAULTS + ": " + e.getMessage(), e);
        }
    }
}
