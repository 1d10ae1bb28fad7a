package org.spean.testbed.demo;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** HAProxy with a configuration of its own. Closing it ends it. */
final class HaproxyProcess implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Process process;
    private final Path socket;

    /** A server as HAProxy sees it. */
    record Server(boolean up, long sessions) {}

    private HaproxyProcess(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /** Where it is installed; Debian has it in a folder that is not on everybody's path. */
    static Optional<Path> program() {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it and waits until it answers on its socket.
     *
     * @param folder for its files
     * @param socket that the configuration names as {@code stats socket}
     */
    static HaproxyProcess start(Path folder, String configuration, Path socket) throws IOException {
        Path program = program().orElseThrow(() -> new IOException("HAProxy is not installed (apt install haproxy)"));
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
        Path out = folder.resolve("haproxy.out");
        Process process = new ProcessBuilder(program.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        HaproxyProcess started = new HaproxyProcess(process, socket);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(socket)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                started.close();
                throw new IOException("HAProxy did not start: " + Files.readString(out));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return started;
    }

    /** Waits until a server is taken for healthy in each of the backends. */
    void awaitUp(String server, List<String> backends) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Map<String, Server> servers = servers();
            if (backends.stream().allMatch(backend -> {
                Server found = servers.get(backend + "/" + server);
                return found != null && found.up;
            })) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IOException("HAProxy does not take " + server + " for healthy: " + servers);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** All servers, by {@code backend/server}. */
    Map<String, Server> servers() throws IOException {
        List<String> lines = ask("show stat").lines().toList();
        List<String> names = List.of(lines.getFirst().replaceFirst("^# ", "").split(","));
        Map<String, Server> servers = new HashMap<>();
        for (String line : lines) {
            String[] fields = line.split(",", -1);
            if (fields.length < names.size() || line.startsWith("#")) {
                continue;
            }
            servers.put(
                    fields[names.indexOf("pxname")] + "/" + fields[names.indexOf("svname")],
                    new Server(
                            fields[names.indexOf("status")].startsWith("UP"),
                            Long.parseLong(fields[names.indexOf("stot")])));
        }
        return servers;
    }

    private String ask(String question) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public void close() {
        GatewayProcess.end(process);
    }
}
