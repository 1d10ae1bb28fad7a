package org.spean.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.fault.FaultStyle;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads {@link GatewayConfig}: the parts that are one of a kind; lists of clients and services have their own readers. */
final class GatewayConfigReader {
    private static final int MAX_BYTES = 64 << 20;
    private static final Map<String, FaultStyle> STYLES = words("old", FaultStyle.OLD, "new", FaultStyle.NEW);

    private final Section root;
    private final SideFiles side;

    private GatewayConfigReader(Section root, SideFiles side) {
        this.root = root;
        this.side = side;
    }

    static GatewayConfig read(Path yaml, Function<String, @Nullable String> environment) {
        Path file = yaml.toAbsolutePath().normalize();
        return new GatewayConfigReader(Section.root(yaml, parse(yaml)), new SideFiles(environment)).read(file);
    }

    /** Only where descriptions come from, so that a configuration can be read that waits for them. */
    static List<DescriptionSource> descriptions(Path yaml) {
        return DescriptionReader.sources(Section.root(yaml, parse(yaml)), new SideFiles(System::getenv));
    }

    private GatewayConfig read(Path file) {
        SecurityServerId server = root.convert(Settings.INSTANCE_SERVER, SecurityServerId::parse);
        KeysConfig keys = KeysReader.read(root.child(Settings.KEYS), side);
        Map<ClientId, ClientConfig> clients = ClientReader.read(root, side);
        ListenConfig listen = listen(root.child(Settings.LISTEN), keys.clientTls() != null);
        AdminConfig admin = AdminReader.read(root.child(AdminSettings.ADMIN), listen.admin(), side);
        Map<ServiceId, ServiceConfig> services = ServiceReader.read(root, side, clients);
        DescriptionReader.addServices(root, side, clients, services);
        return new GatewayConfig(
                file,
                side.read(),
                server,
                globalConf(root.child(Settings.GLOBAL_CONFIGURATION)),
                keys,
                listen,
                admin,
                AdminReader.metrics(root.child(AdminSettings.METRICS)),
                AdminReader.tracing(root.child(AdminSettings.TRACING)),
                AdminReader.logging(root.child(AdminSettings.LOGGING)),
                peers(root.child(Settings.PEERS)),
                ocsp(root.child(Settings.OCSP_SECTION)),
                MessageLogReader.read(root.child(Settings.MESSAGE_LOG), side),
                EvidenceReaders.timestamping(root.child(EvidenceSettings.TIMESTAMPING), side),
                EvidenceReaders.archive(root.child(EvidenceSettings.ARCHIVE), root.child(Settings.MESSAGE_LOG), side),
                spool(root.child(Settings.SPOOL)),
                clients,
                services,
                Timeouts.read(root.child(Settings.TIMEOUTS)),
                Limits.read(root.child(Settings.LIMITS)),
                BreakerConfig.read(root.child(Settings.BREAKER)),
                root.choice(Settings.DIGEST, digests()),
                root.choice(Settings.FAULT_STYLE, STYLES),
                root.flag(Settings.STRICT_IDENTIFIERS),
                wsdlClient(clients),
                root.convert(Settings.PROXY_VERSION, GatewayConfigReader::semanticVersion),
                CentralMonitoringSettings.operational(root.child(CentralMonitoringSettings.OPERATIONAL)),
                CentralMonitoringSettings.environmental(root.child(CentralMonitoringSettings.ENVIRONMENTAL)),
                root.has(Settings.EXCHANGE_LOG) ? root.path(Settings.EXCHANGE_LOG) : null,
                root.count(Settings.EVENT_LOOPS));
    }

    private @Nullable ClientId wsdlClient(Map<ClientId, ClientConfig> clients) {
        if (!root.has(Settings.WSDL_CLIENT)) {
            return null;
        }
        ClientId client = root.convert(Settings.WSDL_CLIENT, ClientId::parse);
        if (!clients.containsKey(client)) {
            throw root.error(Settings.WSDL_CLIENT, "'" + client + "' (expected: the id of one of clients)");
        }
        return client;
    }

    private GlobalConfSource globalConf(Section s) {
        Path directory = s.path(Settings.GC_DIRECTORY);
        Path anchor = s.has(Settings.GC_ANCHOR) ? s.path(Settings.GC_ANCHOR) : null;
        if (anchor == null && !Files.isDirectory(directory)) {
            throw s.error(Settings.GC_DIRECTORY, "no such directory: " + directory);
        }
        if (anchor != null && !Files.isReadable(anchor)) {
            throw s.error(Settings.GC_ANCHOR, "cannot be read: " + anchor);
        }
        Section tls = s.child(Settings.GC_TLS);
        return new GlobalConfSource(
                directory,
                s.duration(Settings.GC_RELOAD),
                anchor,
                s.duration(Settings.GC_REFRESH),
                s.duration(Settings.GC_TIMEOUT),
                s.duration(Settings.GC_START_TIMEOUT),
                new Federation(s.texts(Settings.GC_FEDERATION)),
                new GlobalConfSource.SourceTls(
                        tls.flag(Settings.GC_TLS_VERIFY),
                        side.certificates(tls, Settings.GC_TLS_TRUST),
                        TlsReader.read(tls, Settings.GC_TLS_PROTOCOLS, Settings.GC_TLS_SUITES)));
    }

    private static ListenConfig listen(Section s, boolean clientTls) {
        boolean https = clientTls || s.has(Settings.CLIENT_HTTPS);
        InetSocketAddress clientHttps = https ? s.address(Settings.CLIENT_HTTPS) : null;
        if (clientHttps != null && !clientTls) {
            throw s.error(Settings.CLIENT_HTTPS, "needs a key (expected: keys.clientTls, or off here)");
        }
        return new ListenConfig(
                s.address(Settings.CLIENT_HTTP),
                clientHttps,
                on(s, Settings.PEER),
                on(s, Settings.OCSP),
                s.address(AdminSettings.ADMIN_PORT),
                s.address(AdminSettings.HEALTH_PORT),
                s.flag(Settings.LISTEN_PROXY_PROTOCOL),
                TlsReader.read(
                        s.child(Settings.CLIENT_PORT_TLS),
                        Settings.CLIENT_PORT_TLS_PROTOCOLS,
                        Settings.CLIENT_PORT_TLS_SUITES));
    }

    private static InetSocketAddress on(Section s, Setting setting) {
        InetSocketAddress address = s.address(setting);
        if (address == null) {
            throw s.error(setting, "off (expected: host:port; other security servers need this port)");
        }
        return address;
    }

    private static PeersConfig peers(Section s) {
        return new PeersConfig(
                s.count(Settings.PEERS_PORT),
                s.count(Settings.PEERS_OCSP_PORT),
                s.flag(Settings.PEERS_PROXY_PROTOCOL),
                TlsReader.read(s.child(Settings.PEERS_TLS), Settings.PEERS_TLS_PROTOCOLS, Settings.PEERS_TLS_SUITES),
                s.duration(Settings.PEERS_SERVER_MEMORY),
                s.flag(Settings.PEERS_COMPACT_EVIDENCE),
                s.has(Settings.PEERS_MINIMUM_VERSION)
                        ? s.convert(Settings.PEERS_MINIMUM_VERSION, GatewayConfigReader::minimumVersion)
                        : null);
    }

    private OcspConfig ocsp(Section s) {
        Section tls = s.child(Settings.OCSP_TLS);
        return new OcspConfig(
                s.path(Settings.OCSP_DIRECTORY),
                side.certificates(tls, Settings.OCSP_TRUST),
                TlsReader.read(tls, Settings.OCSP_PROTOCOLS, Settings.OCSP_SUITES));
    }

    private static SpoolConfig spool(Section s) {
        SpoolConfig spool = new SpoolConfig(
                s.path(Settings.SPOOL_DIRECTORY),
                s.size(Settings.SPOOL_MEMORY_PER_MESSAGE),
                s.size(Settings.SPOOL_MEMORY),
                s.size(Settings.SPOOL_MAX_MESSAGE),
                s.size(Settings.SPOOL_TOTAL),
                s.flag(Settings.SPOOL_ENCRYPTION));
        if (spool.memoryPerMessage() > spool.memory()) {
            throw s.error(Settings.SPOOL_MEMORY_PER_MESSAGE, "larger than spool.memory");
        }
        if (spool.maxMessage() > spool.total()) {
            throw s.error(Settings.SPOOL_MAX_MESSAGE, "larger than spool.total");
        }
        return spool;
    }

    private static ObjectNode parse(Path yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(32);
        YAMLMapper mapper = YAMLMapper.builder(
                        YAMLFactory.builder().loaderOptions(options).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        try {
            if (Files.size(yaml) > MAX_BYTES) {
                throw new ConfigurationException(yaml, null, "larger than " + Units.sizeText(MAX_BYTES));
            }
            JsonNode tree = mapper.readTree(Files.readAllBytes(yaml));
            if (tree instanceof ObjectNode map) {
                return map;
            }
            throw new ConfigurationException(yaml, null, "holds no configuration (expected: keys with values)");
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? null : "line " + e.getLocation().getLineNr();
            throw new ConfigurationException(yaml, line, e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(yaml, null, "no such file", e);
        } catch (IOException e) {
            throw new ConfigurationException(yaml, null, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, DigestAlgorithm> digests() {
        Map<String, DigestAlgorithm> words = new LinkedHashMap<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            words.put(algorithm.headerName(), algorithm);
        }
        return words;
    }

    private static String semanticVersion(String text) {
        minimumVersion(text);
        return text;
    }

    private static SemanticVersion minimumVersion(String text) {
        SemanticVersion version = SemanticVersion.of(text);
        if (version == null) {
            throw new IllegalArgumentException("'" + text + "' (expected: a semantic version such as 7.8.0)");
        }
        return version;
    }

    private static <T> Map<String, T> words(String first, T one, String second, T two) {
        Map<String, T> words = new LinkedHashMap<>();
        words.put(first, one);
        words.put(second, two);
        return words;
    }
}
