package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code spean service refresh}, against a server that has the document. */
class ServiceCommandTest {

    private static final String DOCUMENT = """
            openapi: 3.0.3
            info: {title: Persons, version: 1.0.0}
            servers: [{url: /api}]
            paths:
              /persons/{id}:
                get: {responses: {'200': {description: ok}}}
            """;

    @TempDir
    private Path folder;

    private HttpServer server;
    private volatile int status = 200;
    private Path config;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = DOCUMENT.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        config = Files.writeString(folder.resolve("gateway.yaml"), """
                descriptions:
                  - name: persons
                    provider: CAMBODIA/GOV/CAMDX-000121/IDENTITY
                    openapi: %s/openapi.yaml
                """.formatted(base()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = SpeanCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void showsThenAppliesThenHasNothingToDo() {
        assertThat(run("service", "refresh", "-c", config.toString())).isEqualTo(3);
        assertThat(out.toString())
                .contains("+ service persons at " + base() + "/api", "+   GET /persons/*", "not applied");
        assertThat(folder.resolve("descriptions")).doesNotExist();

        assertThat(run("service", "refresh", "--apply", "-c", config.toString(), "persons"))
                .isZero();
        assertThat(folder.resolve("descriptions/persons.services.json")).exists();

        assertThat(run("service", "refresh", "-c", config.toString())).isZero();
        assertThat(out.toString()).contains("persons: nothing has changed");
    }

    @Test
    void aSourceThatFailsChangesNothing() {
        assertThat(run("service", "refresh", "--apply", "-c", config.toString()))
                .isZero();
        status = 503;

        assertThat(run("service", "refresh", "--apply", "-c", config.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("persons: " + base() + "/openapi.yaml: status 503 (expected: 200)");
        assertThat(folder.resolve("descriptions/persons.services.json")).exists();
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThat(run("service", "refresh", "-c", config.toString(), "persona"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("No description 'persona'", "persons");
    }
}
