package org.spean.importer;

import java.util.ArrayList;
import java.util.List;
import org.spean.config.TlsConfig;
import org.spean.importer.SystemParameters.Parameter;

/** Carries over versions and cipher suites of TLS, as far as no engine of ours would refuse them. */
final class TlsMapping {
    private static final String PROTOCOLS = "proxy.client-tls-protocols";
    private static final String USUAL = "TLSv1.2";

    private final SystemParameters parameters;
    private final ConfigTree config;
    private final XRoadFolder folder;
    private final ImportReport report;

    TlsMapping(SystemParameters parameters, ConfigTree config, XRoadFolder folder, ImportReport report) {
        this.parameters = parameters;
        this.config = config;
        this.folder = folder;
        this.report = report;
    }

    void map() {
        suites("proxy.xroad-tls-ciphers", "peers.tls.cipherSuites", TlsConfig.supportedProtocols());
        List<String> versions = protocols();
        suites("proxy.client-tls-ciphers", "listen.clientTls.cipherSuites", versions);
    }

    /** The versions for information systems; X-Road's default, which is older than TLS 1.3, is not what anybody chose. */
    private List<String> protocols() {
        Parameter parameter = parameters.take(PROTOCOLS);
        List<String> all = TlsConfig.supportedProtocols();
        if (parameter == null || parameter.value().equals(USUAL)) {
            return all;
        }
        List<String> good = all.stream().filter(parameter.list()::contains).toList();
        List<String> rest = new ArrayList<>(parameter.list());
        rest.removeAll(good);
        if (!rest.isEmpty()) {
            left(parameter, rest, "are not spoken here (expected: " + String.join(", ", all) + ")");
        }
        if (good.isEmpty()) {
            return all;
        }
        config.set("listen.clientTls.protocols", good);
        towardsServices(parameter);
        return good;
    }

    private void suites(String name, String key, List<String> versions) {
        Parameter parameter = parameters.take(name);
        if (parameter == null) {
            return;
        }
        List<String> good = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (String suite : parameter.list()) {
            (TlsConfig.supports(versions, suite) ? good : rest).add(suite);
        }
        if (!rest.isEmpty()) {
            left(parameter, rest, "are of no use to " + String.join(", ", versions) + " in this Java");
        }
        if (!good.isEmpty()) {
            config.set(key, good);
            if (key.startsWith("listen.")) {
                towardsServices(parameter);
            }
        }
    }

    private void towardsServices(Parameter parameter) {
        report.changed(
                folder.name(parameter.file()),
                parameter.name(),
                "holds for the HTTPS port for information systems; towards services see tls of each service");
    }

    private void left(Parameter parameter, List<String> what, String reason) {
        report.left(folder.name(parameter.file()), parameter.name() + ": " + String.join(", ", what), reason);
    }
}
