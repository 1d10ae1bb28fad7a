package org.spean.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/** Three brokers, each in a JVM of its own and each a controller too, on free ports, with their data in a temporary folder. */
public final class KafkaCluster implements AutoCloseable {

    private static final int BROKERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";

    private final Path folder;
    private final int[] ports = new int[2 * BROKERS];
    private final Process[] processes = new Process[BROKERS];

    private KafkaCluster(Path folder) throws IOException {
        this.folder = folder;
        freePorts();
        List<Process> formats = new ArrayList<>();
        for (int broker = 0; broker < BROKERS; broker++) {
            Files.writeString(file(broker), properties(broker));
            formats.add(java(
                    "format" + broker,
                    "kafka.tools.StorageTool",
                    "format",
                    "-t",
                    CLUSTER,
                    "-c",
                    file(broker).toString()));
        }
        for (Process format : formats) {
            awaitEnd(format);
        }
        for (int broker = 0; broker < BROKERS; broker++) {
            processes[broker] =
                    java("broker" + broker, "kafka.Kafka", file(broker).toString());
        }
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

    public static KafkaCluster start(Path folder) throws IOException {
        return new KafkaCluster(folder);
    }

    public List<String> servers() {
        return IntStream.range(0, BROKERS)
                .mapToObj(broker -> "127.0.0.1:" + ports[broker])
                .toList();
    }

    public void create(String topic, int partitions, int replicas, Map<String, String> configuration)
            throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) replicas).configs(configuration)))
                    .all()
                    .get();
        }
    }

    /** Kills the broker that leads a topic's partition. */
    public void killLeader(String topic, int partition) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            int leader = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .partitions()
                    .get(partition)
                    .leader()
                    .id();
            processes[leader].destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly();
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

    private String properties(int broker) {
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(each -> each + "@127.0.0.1:" + ports[BROKERS + each])
                .collect(Collectors.joining(","));
        return """
                process.roles=broker,controller
                node.id=%d
                controller.quorum.voters=%s
                listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
                advertised.listeners=PLAINTEXT://127.0.0.1:%d
                controller.listener.names=CONTROLLER
                log.dirs=%s
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                controller.quorum.election.timeout.ms=1000
                controller.quorum.fetch.timeout.ms=2000
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                log.cleaner.enable=false
                num.network.threads=1
                num.io.threads=2
                background.threads=1
                auto.create.topics.enable=false
                """.formatted(
                broker, voters, ports[broker], ports[BROKERS + broker], ports[broker], folder.resolve("data" + broker));
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
                .redirectOutput(log)
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
