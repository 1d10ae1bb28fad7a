package org.spean.importer;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.key.KeyConf;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyUse;
import org.spean.globalconf.GlobalConfTree;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.SecurityServerId;

/** Turns an X-Road server's folder and database into a configuration file of ours, and accounts for what it found. */
public final class Importer {
    private static final Map<String, String> OTHER_TABLES = Map.ofEntries(
            Map.entry("apikey", "keys of X-Road's administration interface"),
            Map.entry("apikey_roles", "keys of X-Road's administration interface"),
            Map.entry("uiuser", "preferences of X-Road's administration interface"),
            Map.entry("history", "who changed what in X-Road; keep the database as long as you need it"),
            Map.entry("databasechangelog", "versions of X-Road's tables"),
            Map.entry("databasechangeloglock", "versions of X-Road's tables"),
            Map.entry("configuration_client", "the anchor is read from its file"),
            Map.entry("service_securitycategories", "security categories do not exist any more"));

    private final ImportRequest request;
    private final XRoadFolder folder;
    private final OutputFiles files;
    private final ImportReport report;
    private final ConfigTree config = new ConfigTree();

    private Importer(ImportRequest request) {
        this.request = request;
        folder = new XRoadFolder(request.from());
        files = new OutputFiles(request.output(), request.force(), folder.root());
        report = new ImportReport(request.from(), request.output());
    }

    /**
     * Reads all, then writes all; neither the folder nor the database is changed. Blocks.
     *
     * @throws ImportException in one line why nothing was written
     */
    public static ImportReport run(ImportRequest request) {
        return new Importer(request).run();
    }

    private ImportReport run() {
        SystemParameters parameters = SystemParameters.read(folder.root());
        Path keyconf =
                folder.resolve(parameters.take("signer.key-configuration-file", "/etc/xroad/signer/keyconf.xml"));
        List<KeyConf.Device> tokens = tokens(keyconf);
        DatabaseAccess access = database(parameters);
        ServerConf conf = access == null ? null : ServerConfReader.read(access, report);

        // The order of the file follows the order of these.
        config.reserve("instanceServer");
        Path tree = new GlobalConfMapping(parameters, folder, config, files, report).map();
        SecurityServerId server = conf == null ? server(tokens, tree) : server(conf);
        config.set("instanceServer", server.encoded());
        report.server(server.toString());
        new KeyMapping(folder, config, files, report).map(keyconf, tokens);
        new HardwareTokens(parameters, folder, config, report).map(tokens);
        boolean https = new ClientPortKey(folder, config, files, report).map();
        new ParameterMapping(parameters, config, folder, report).map(https);
        if (conf == null) {
            report.toDo("db.properties", "add clients and services", "no database was read");
        } else {
            database(conf);
        }
        files.write("# Made by 'spean import' from " + folder.root()
                + ". Every key there is: config-samples/gateway.yaml\n" + config.yaml());
        tryOut();
        return report;
    }

    private static List<KeyConf.Device> tokens(Path keyconf) {
        try {
            return KeyConf.read(keyconf);
        } catch (KeyFileException e) {
            throw new ImportException(e);
        }
    }

    private @Nullable DatabaseAccess database(SystemParameters parameters) {
        Path properties = folder.resolve(parameters.take("proxy.database-properties", "/etc/xroad/db.properties"));
        if (request.database() != null) {
            return request.database();
        }
        return request.withoutDatabase() ? null : DatabaseAccess.ofProperties(properties);
    }

    private void database(ServerConf conf) {
        report.carriedRow("serverconf");
        Map<Long, ClientMapping.Carried> clients = new ClientMapping(conf, config, files, report).map();
        new ServiceMapping(conf, clients, config, report).map();
        if (!conf.timeStamping().isEmpty()) {
            config.set(
                    "timestamping.authorities",
                    conf.timeStamping().stream()
                            .map(ServerConf.TimeStamping::url)
                            .distinct()
                            .toList());
            conf.timeStamping().forEach(service -> report.carriedRow("tsp"));
        }
        conf.others().forEach((table, count) -> {
            report.total(table, count);
            report.leftRows(table, count);
            report.left(
                    "serverconf." + table,
                    count + (count == 1 ? " row" : " rows"),
                    OTHER_TABLES.getOrDefault(table, "is unknown to this import"));
        });
    }

    private SecurityServerId server(ServerConf conf) {
        try {
            SecurityServerId found = new SecurityServerId(
                    conf.clients().stream()
                            .filter(client -> conf.owner() != null && client.id() == conf.owner())
                            .findFirst()
                            .map(client ->
                                    Identifiers.client(client.identifier()).member())
                            .orElseThrow(() -> new IdentifierException("names no owner")),
                    conf.serverCode() == null ? "" : conf.serverCode());
            if (request.server() != null && !request.server().equals(found)) {
                throw new ImportException(request.server(), "is not the server of the database: " + found);
            }
            return found;
        } catch (IdentifierException e) {
            throw new ImportException(conf.shown(), "serverconf: " + e.getMessage(), e);
        }
    }

    /** The server for which the global configuration registers the certificate in use. */
    private SecurityServerId server(List<KeyConf.Device> tokens, @Nullable Path tree) {
        if (request.server() != null) {
            return request.server();
        }
        List<X509Certificate> certificates = tokens.stream()
                .flatMap(token -> token.keys().stream())
                .filter(key -> key.use() == KeyUse.AUTHENTICATION)
                .flatMap(key -> key.certificates().stream())
                .filter(KeyConf.Certificate::usable)
                .map(KeyConf.Certificate::certificate)
                .toList();
        if (certificates.size() == 1 && tree != null) {
            X509Certificate certificate = certificates.getFirst();
            SecurityServer server =
                    GlobalConfTree.read(tree).byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate));
            if (server != null) {
                return server.id();
            }
        }
        throw new ImportException(
                folder.root(),
                "does not tell which security server it is (expected: a database, a global configuration that knows its"
                        + " authentication certificate, or --server instance/class/member/server)");
    }

    /** Whether the result loads here and now; what is left to do may stand in its way. */
    private void tryOut() {
        try {
            GatewayConfig.load(request.output());
        } catch (ConfigurationException e) {
            report.toDo(String.valueOf(request.output().getFileName()), "make it load", String.valueOf(e.getMessage()));
        }
    }
}
