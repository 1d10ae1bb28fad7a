package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A gateway running as a process of its own. What it prints goes to {@code gateway.log} beside its configuration.
 * Closing it asks it to end, and ends it by force when it does not within 15 seconds.
 */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(15);

    private final Process process;
    private final Path log;
    private final Duration ready;
    private final JsonNode announcement;
    private final CompletableFuture<String> summary;

    private GatewayProcess(
            Process process, Path log, Duration ready, JsonNode announcement, CompletableFuture<String> summary) {
        this.process = process;
        this.log = log;
        this.ready = ready;
        this.announcement = announcement;
        this.summary = summary;
    }

    /**
     * Starts a gateway by {@code command run -c configuration} and waits until it says that it is ready.
     *
     * @param spawned told of the process at once, so that it can be ended whatever happens meanwhile
     */
    public static GatewayProcess start(List<String> command, Path configuration, Consumer<Process> spawned)
            throws IOException, InterruptedException {
        return start(command, configuration, "", spawned);
    }

    /**
     * The same with further options for the gateway's JVM.
     *
     * @param javaOptions separated by blanks, behind those of {@code SPEAN_JAVA_OPTS}
     */
    public static GatewayProcess start(
            List<String> command, Path configuration, String javaOptions, Consumer<Process> spawned)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("run", "-c", configuration.toString()));
        Path log = configuration.resolveSibling("gateway.log");
        Files.deleteIfExists(log);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(log.toAbsolutePath().resolveSibling(".").toFile())
                .redirectError(log.toFile());
        builder.environment().put("SPEAN_NO_BUILD", "1");
        if (!javaOptions.isBlank()) {
            builder.environment().merge("SPEAN_JAVA_OPTS", javaOptions, (given, ours) -> given + ' ' + ours);
        }
        long start = System.nanoTime();
        Process process = builder.start();
        spawned.accept(process);
        CompletableFuture<String> line = new CompletableFuture<>();
        CompletableFuture<String> summary = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("gateway-output").start(() -> copyOutput(process, log, line, summary));
        try {
            String json = line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Duration ready = Duration.ofNanos(System.nanoTime() - start);
            return new GatewayProcess(process, log, ready, new ObjectMapper().readTree(json), summary);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("the gateway of " + configuration + " did not start: " + lastLine(log), e);
        }
    }

    private static void copyOutput(
            Process process, Path log, CompletableFuture<String> ready, CompletableFuture<String> summary) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter out = new PrintWriter(
                        Files.newBufferedWriter(log.resolveSibling("gateway.out"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("ready {")) {
                    ready.complete(line.substring(6));
                }
                if (line.startsWith("stopped {")) {
                    summary.complete(line.substring(8));
                }
                out.println(line);
                out.flush();
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException("it ended"));
        summary.completeExceptionally(new IOException("it ended without saying what it had done"));
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.stream().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse("it printed nothing");
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** From the start of the process to its saying that it is ready. */
    public Duration ready() {
        return ready;
    }

    /** What it said of itself when it was ready. */
    public JsonNode announcement() {
        return announcement;
    }

    /** Its standard error. */
    public Path log() {
        return log;
    }

    /** Ends the gateway and gives what it says it has done: records, commits, synchronisations of the file system. */
    public JsonNode stop() throws IOException, InterruptedException {
        return stop(END);
    }

    /** The same, with more patience: a JVM that is to write down what it learned does so when it ends. */
    JsonNode stop(Duration patience) throws IOException, InterruptedException {
        end(process, patience);
        try {
            return new ObjectMapper().readTree(summary.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the gateway of process " + pid() + ": " + e.getMessage(), e);
        }
    }

    /** Ends the gateway as a loss of power would, without a word of warning, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // unlike Process.destroyForcibly, leaves its output to be read to the end
        process.waitFor();
    }

    /** Completes when the process has ended. */
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    @Override
    public void close() {
        end(process);
    }

    /** Asks a process to end, and makes it end. */
    public static void end(Process process) {
        end(process, END);
    }

    private static void end(Process process, Duration patience) {
        process.toHandle().destroy(); // unlike Process.destroy, leaves its output to be read to the end
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
