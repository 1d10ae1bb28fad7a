package org.spean.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One page of a Chromium without a window, driven over its DevTools protocol. For one thread. */
final class Chromium implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Path binary, Path profile) throws Exception {
        process = new ProcessBuilder(
                        binary.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(devTools()), new Messages())
                .get(20, TimeUnit.SECONDS);
        String target = call(
                        null, "Target.createTarget", JSON.createObjectNode().put("url", "about:blank"))
                .path("targetId")
                .asText();
        session = call(
                        null,
                        "Target.attachToTarget",
                        JSON.createObjectNode().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Accessibility")) {
            call(domain + ".enable");
        }
    }

    /** Where it is installed, {@code null}: nowhere. */
    static @Nullable Path installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    static Chromium start(Path binary, Path profile) throws Exception {
        return new Chromium(binary, profile);
    }

    private String devTools() throws IOException {
        BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            if (line.startsWith(LISTENING)) {
                // Nobody reads on: what it writes later must not fill the pipe.
                Thread.ofPlatform().daemon().start(() -> errors.lines().forEach(ignored -> {}));
                return line.substring(LISTENING.length());
            }
        }
        throw new IOException("Chromium ended without listening");
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add("no JSON from Chromium: " + e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void take(JsonNode message) {
        CompletableFuture<JsonNode> asked = waiting.remove(message.path("id").asInt(-1));
        if (asked != null) {
            if (message.has("error")) {
                asked.completeExceptionally(
                        new IOException(message.path("error").toString()));
            } else {
                asked.complete(message.path("result"));
            }
            return;
        }
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown", "Log.entryAdded" ->
                complaints.add(message.path("params").toString());
            default -> {}
        }
    }

    private JsonNode call(@Nullable String in, String method, ObjectNode parameters) throws Exception {
        int id = ids.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        if (in != null) {
            message.put("sessionId", in);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(message.toString(), true).get(20, TimeUnit.SECONDS);
        return answer.get(30, TimeUnit.SECONDS);
    }

    /** A method of the page without parameters. */
    JsonNode call(String method) throws Exception {
        return call(session, method, JSON.createObjectNode());
    }

    /** What scripts threw and what the browser complained of, as a policy that was broken. */
    List<String> complaints() {
        return complaints;
    }

    void open(String url) throws Exception {
        call(session, "Page.navigate", JSON.createObjectNode().put("url", url));
    }

    /** The value of an expression in the page; must be JSON. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result = call(
                session,
                "Runtime.evaluate",
                JSON.createObjectNode().put("expression", expression).put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(result.path("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    String text(String selector) throws Exception {
        return evaluate("document.querySelector('" + selector + "')?.innerText ?? ''")
                .asText();
    }

    /** Of an element that may be folded away. */
    String content(String selector) throws Exception {
        return evaluate("document.querySelector('" + selector + "')?.textContent ?? ''")
                .asText();
    }

    void size(int width, int height, boolean phone) throws Exception {
        call(
                session,
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", phone));
    }

    void dark(boolean dark) throws Exception {
        ObjectNode parameters = JSON.createObjectNode();
        parameters
                .putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        call(session, "Emulation.setEmulatedMedia", parameters);
    }

    /** Presses and releases a key, as in {@code Tab} or {@code Enter}. */
    void press(String key, int code) throws Exception {
        ObjectNode down = JSON.createObjectNode()
                .put("type", "keyDown")
                .put("key", key)
                .put("code", key)
                .put("windowsVirtualKeyCode", code);
        if (key.equals("Enter")) {
            down.put("text", "\r");
        }
        call(session, "Input.dispatchKeyEvent", down);
        call(
                session,
                "Input.dispatchKeyEvent",
                JSON.createObjectNode()
                        .put("type", "keyUp")
                        .put("key", key)
                        .put("code", key)
                        .put("windowsVirtualKeyCode", code));
    }

    /** Role and name of everything that a screen reader is told of. */
    List<String> accessible() throws Exception {
        return Stream.of(call("Accessibility.getFullAXTree").path("nodes"))
                .flatMap(nodes -> {
                    Stream.Builder<JsonNode> all = Stream.builder();
                    nodes.forEach(all);
                    return all.build();
                })
                .filter(node -> !node.path("ignored").asBoolean())
                .map(node -> node.path("role").path("value").asText() + ":"
                        + node.path("name").path("value").asText())
                .toList();
    }

    void screenshot(Path file) throws Exception {
        String png = call(
                        session,
                        "Page.captureScreenshot",
                        JSON.createObjectNode().put("captureBeyondViewport", true))
                .path("data")
                .asText();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(png));
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
