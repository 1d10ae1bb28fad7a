package org.spean.kafka;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/**
 * Three brokers, each in a JVM of its own and each a controller too, on free ports, with their data in a temporary folder. One
 * cluster serves all tests of a JVM, each with topics of its own; who kills a broker starts it again. Ends with the JVM.
 */
public final class KafkaCluster {

    /** A user of the listener with users, who may prove the password by SCRAM. */
    public static final String USER = "spean";

    public static final String PASSWORD = "secret of spean";

    /** A user who may send the password, one that needs care. */
    public static final String PLAIN_USER = "plain";

    public static final String PLAIN_PASSWORD = "secret \"of\" the \\plain; user";

    private static final int BROKERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";

    private static @Nullable KafkaCluster shared;

    /** Where clients connect. */
    public enum Door {
        /** By anybody, in clear; the brokers themselves, too. */
        OPEN(0),
        /** By TLS with a certificate of the authority. */
        CERTIFICATE(1),
        /** By TLS with a user. */
        USER(2);

        private final int place;

        Door(int place) {
            this.place = place;
        }
    }

    private final Path folder;
    private final CertificateAuthority authority =
            CertificateAuthority.root("Kafka test CA", KeyKind.EC_P256, InstantSource.system());
    private final int[] ports = new int[(Door.values().length + 1) * BROKERS];
    private final Process[] processes = new Process[BROKERS];

    private KafkaCluster(Path folder) throws IOException {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
        freePorts();
        Files.writeString(folder.resolve("ca.pem"), Issued.pem(authority.certificate()));
        Issued tls = authority.tls("localhost", "127.0.0.1", KeyKind.EC_P256);
        Files.writeString(folder.resolve("broker.pem"), tls.pemKey() + tls.pemChain());
        List<Process> formats = new ArrayList<>();
        for (int broker = 0; broker < BROKERS; broker++) {
            try (OutputStream out = Files.newOutputStream(file(broker))) {
                properties(broker).store(out, null);
            }
            formats.add(java(
                    "format" + broker,
                    "kafka.tools.StorageTool",
                    "format",
                    "-t",
                    CLUSTER,
                    "-c",
                    file(broker).toString(),
                    "--add-scram",
                    "SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]"));
        }
        for (Process format : formats) {
            awaitEnd(format);
        }
        for (int broker = 0; broker < BROKERS; broker++) {
            run(broker);
        }
        awaitNodes();
    }

    /** The cluster of this JVM, started when first asked for. */
    public static synchronized KafkaCluster shared() throws IOException {
        if (shared == null) {
            shared = new KafkaCluster(Files.createTempDirectory("spean-kafka-"));
        }
        return shared;
    }

    public List<String> servers() {
        return servers(Door.OPEN);
    }

    public List<String> servers(Door door) {
        return IntStream.range(0, BROKERS)
                .mapToObj(broker -> "127.0.0.1:" + port(door, broker))
                .toList();
    }

    /** Who issues the brokers' certificates and those that they accept. */
    public CertificateAuthority authority() {
        return authority;
    }

    public void create(String topic, int partitions, int replicas, Map<String, String> configuration)
            throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) replicas).configs(configuration)))
                    .all()
                    .get();
        }
    }

    /** The broker that leads a topic's partition. */
    public int leader(String topic, int partition) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            return partitions(admin, topic).get(partition).leader().id();
        }
    }

    public void kill(int broker) throws InterruptedException {
        processes[broker].destroyForcibly().waitFor();
    }

    /** Starts those again that were killed, and waits until all replicas of a topic are in sync. */
    public void heal(String topic) throws IOException {
        for (int broker = 0; broker < BROKERS; broker++) {
            if (!processes[broker].isAlive()) {
                run(broker);
            }
        }
        awaitNodes();
        Awaitility.await("replicas in sync")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreException(ExecutionException.class)
                .until(() -> {
                    try (Admin admin = admin()) {
                        return partitions(admin, topic).stream()
                                .allMatch(each ->
                                        each.isr().size() == each.replicas().size());
                    }
                });
    }

    private static List<TopicPartitionInfo> partitions(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .partitions();
    }

    private void run(int broker) throws IOException {
        processes[broker] = java("broker" + broker, "kafka.Kafka", file(broker).toString());
    }

    private void awaitNodes() {
        Awaitility.await("brokers")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    try (Admin admin = admin()) {
                        return admin.describeCluster().nodes().get().size() == BROKERS;
                    } catch (ExecutionException e) {
                        return false;
                    }
                });
    }

    private void end() {
        for (Process process : processes) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Kafka's folder " + folder + " was not removed: " + e.getMessage());
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers",
                String.join(",", servers()),
                "default.api.timeout.ms",
                "20000",
                "request.timeout.ms",
                "5000"));
    }

    private Path file(int broker) {
        return folder.resolve("broker" + broker + ".properties");
    }

    private int port(Door door, int broker) {
        return ports[door.place * BROKERS + broker];
    }

    private int controllerPort(int broker) {
        return ports[Door.values().length * BROKERS + broker];
    }

    private Properties properties(int broker) {
        String doors = Arrays.stream(Door.values())
                .map(door -> door + "://127.0.0.1:" + port(door, broker))
                .collect(Collectors.joining(","));
        Properties all = new Properties();
        all.setProperty("process.roles", "broker,controller");
        all.setProperty("node.id", String.valueOf(broker));
        all.setProperty(
                "controller.quorum.voters",
                IntStream.range(0, BROKERS)
                        .mapToObj(each -> each + "@127.0.0.1:" + controllerPort(each))
                        .collect(Collectors.joining(",")));
        all.setProperty("listeners", doors + ",CONTROLLER://127.0.0.1:" + controllerPort(broker));
        all.setProperty("advertised.listeners", doors);
        all.setProperty(
                "listener.security.protocol.map", "OPEN:PLAINTEXT,CERTIFICATE:SSL,USER:SASL_SSL,CONTROLLER:PLAINTEXT");
        all.setProperty("inter.broker.listener.name", "OPEN");
        all.setProperty("controller.listener.names", "CONTROLLER");
        all.setProperty("ssl.keystore.type", "PEM");
        all.setProperty("ssl.keystore.location", folder.resolve("broker.pem").toString());
        all.setProperty("ssl.truststore.type", "PEM");
        all.setProperty("ssl.truststore.location", folder.resolve("ca.pem").toString());
        all.setProperty("listener.name.certificate.ssl.client.auth", "required");
        all.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
        all.setProperty(
                "listener.name.user.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        all.setProperty(
                "listener.name.user.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + PLAIN_USER + "=\""
                        + PLAIN_PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + "\";");
        all.setProperty("log.dirs", folder.resolve("data" + broker).toString());
        Map.of(
                        "broker.session.timeout.ms", "3000",
                        "broker.heartbeat.interval.ms", "500",
                        "controller.quorum.election.timeout.ms", "1000",
                        "controller.quorum.fetch.timeout.ms", "2000",
                        "offsets.topic.replication.factor", "1",
                        "log.cleaner.enable", "false",
                        "num.network.threads", "1",
                        "num.io.threads", "2",
                        "background.threads", "1",
                        "auto.create.topics.enable", "false")
                .forEach(all::setProperty);
        return all;
    }

    private Process java(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dspean.log=WARN",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(arguments));
        File log = folder.resolve(name + ".log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private void awaitEnd(Process process) throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(
                        "a broker's storage was not formatted: " + Files.readString(folder.resolve("format0.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < ports.length; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports[i] = socket.getLocalPort();
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
