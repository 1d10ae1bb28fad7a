package org.spean.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.fault.FaultStyle;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/**
 * The whole configuration of a gateway; immutable. All paths in it are absolute. Every key of the file, with unit, range
 * and default, is in {@link Settings}.
 *
 * @param file the file it was read from
 * @param files every other file that belongs to it: keys, certificates and passwords
 * @param instanceServer the id of this security server
 * @param globalConfiguration where the global configuration is
 * @param keys the gateway's keys
 * @param listen where it listens
 * @param admin who may see the admin port
 * @param metrics what is done with metrics
 * @param tracing what is traced
 * @param logging the log, and audit events
 * @param peers how other security servers are reached
 * @param ocsp how responders of authorities are asked
 * @param messageLog the message log
 * @param timestamping how its evidence is time-stamped
 * @param archive how its evidence is archived
 * @param spool where messages wait
 * @param clients who may send from here, by id
 * @param services what is offered to others, by id, in the order of the file; those of descriptions come last
 * @param timeouts how long the gateway waits
 * @param limits how much it takes on
 * @param breaker when what cannot be reached is left alone
 * @param digest of messages we sign
 * @param faultStyle spelling of our own fault codes
 * @param strictIdentifiers whether identifiers with {@code %}, {@code :} or {@code ;} are refused
 * @param wsdlClient in whose name WSDLs are asked for that a {@code GET /wsdl} wants, absent: it is refused
 * @param proxyVersion what we tell peers in {@code x-proxy-version}
 * @param operationalMonitoring records for central monitoring
 * @param environmentalMonitoring the machine, for central monitoring
 * @param exchangeLog the log of exchanges, absent if off
 * @param eventLoops threads that serve connections, 0: by cores
 */
public record GatewayConfig(
        Path file,
        Set<Path> files,
        SecurityServerId instanceServer,
        GlobalConfSource globalConfiguration,
        KeysConfig keys,
        ListenConfig listen,
        AdminConfig admin,
        MetricsConfig metrics,
        TracingConfig tracing,
        LoggingConfig logging,
        PeersConfig peers,
        OcspConfig ocsp,
        MessageLogConfig messageLog,
        TimestampingConfig timestamping,
        ArchiveConfig archive,
        SpoolConfig spool,
        Map<ClientId, ClientConfig> clients,
        Map<ServiceId, ServiceConfig> services,
        Timeouts timeouts,
        Limits limits,
        BreakerConfig breaker,
        DigestAlgorithm digest,
        FaultStyle faultStyle,
        boolean strictIdentifiers,
        @Nullable ClientId wsdlClient,
        String proxyVersion,
        OperationalMonitoringConfig operationalMonitoring,
        EnvironmentalMonitoringConfig environmentalMonitoring,
        @Nullable Path exchangeLog,
        int eventLoops) {
    public GatewayConfig {
        files = Set.copyOf(files);
        clients = Map.copyOf(clients);
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services)); // in the order of the file
    }

    /**
     * Reads a YAML file and the small files it names. Blocks.
     *
     * @throws ConfigurationException in one line: file, key, reason
     */
    public static GatewayConfig load(Path yaml) {
        return GatewayConfigReader.read(yaml, System::getenv);
    }

    /**
     * Reads of a YAML file only where descriptions of services come from: also of one that cannot be used before they are
     * applied. Blocks.
     *
     * @throws ConfigurationException in one line: file, key, reason
     */
    public static List<DescriptionSource> descriptions(Path yaml) {
        return GatewayConfigReader.descriptions(yaml);
    }

    /** The client with this id, or null if it may not send from here. */
    public @Nullable ClientConfig client(ClientId id) {
        return clients.get(id);
    }

    /** The service with this id, or null if it is not offered here. */
    public @Nullable ServiceConfig service(ServiceId id) {
        return services.get(id);
    }
}
