package org.spean.globalconf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * The optional parts of our own instance's configuration (PR-GCONF, 2.5 and annexes D, F, G). A part that is not
 * distributed reads as its default; one that cannot be read is an error, as it would silently loosen a rule.
 *
 * @param verifyNextUpdate whether {@code nextUpdate} of OCSP responses is honoured; by default it is
 * @param ocspFetchInterval between two fetches of OCSP responses; 20 minutes by default
 * @param monitoringClient who may ask for everybody's monitoring data, absent if nobody
 */
record OptionalParams(
        boolean verifyNextUpdate,
        Duration ocspFetchInterval,
        @Nullable ClientId monitoringClient) {
    static final Duration DEFAULT_FETCH_INTERVAL = Duration.ofMinutes(20);

    private static final String NEXT_UPDATE = "nextupdate-params.xml";
    private static final String FETCH_INTERVAL = "fetchinterval-params.xml";
    private static final String MONITORING = "monitoring-params.xml";

    /**
     * Reads the parts that are in an instance's folder.
     *
     * @throws org.spean.config.ConfigurationException in one line: file, element, reason
     */
    static OptionalParams read(Path folder) {
        return new OptionalParams(
                verifyNextUpdate(folder.resolve(NEXT_UPDATE)),
                fetchInterval(folder.resolve(FETCH_INTERVAL)),
                monitoringClient(folder.resolve(MONITORING)));
    }

    private static boolean verifyNextUpdate(Path file) {
        boolean[] verify = {true};
        if (Files.exists(file)) {
            ParamsXml.read(file, (xml, name) -> {
                if (name.equals("verifyNextUpdate")) {
                    verify[0] = xml.flag();
                }
            });
        }
        return verify[0];
    }

    private static Duration fetchInterval(Path file) {
        Duration[] interval = {DEFAULT_FETCH_INTERVAL};
        if (Files.exists(file)) {
            ParamsXml.read(file, (xml, name) -> {
                if (name.equals("ocspFetchInterval")) {
                    interval[0] = xml.seconds();
                }
            });
        }
        return interval[0];
    }

    private static @Nullable ClientId monitoringClient(Path file) {
        @Nullable ClientId[] client = {null};
        if (Files.exists(file)) {
            ParamsXml.read(file, (xml, name) -> {
                if (name.equals("monitoringClient")) {
                    xml.children(child -> {
                        if (child.equals("monitoringClientId")) {
                            client[0] = xml.clientId();
                        }
                    });
                }
            });
        }
        return client[0];
    }
}
