package org.spean.testbed.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A ministry's population register, the service behind the provider's gateway. Under {@code /api}:
 *
 * <pre>
 * GET  /persons/{id}             a person, or 404
 * GET  /persons?name=&province=  search, at most ?limit= of them (20)
 * POST /persons                  registers a person given as JSON; 201
 * POST /persons/{id}/documents   takes a document of any size, answers its length and SHA-256
 * GET  /bytes/{n}                n bytes of {@link SampleBytes}; ?chunked leaves out their length
 * ANY  /slow/{ms}                an answer after that many milliseconds
 * ANY  /status/{code}            an answer with that status
 * ANY  /headers                  the request line and headers as JSON
 * ANY  /echo                     the body, with its content type
 * POST /soap                     the SOAP service personDetails, with attachments
 * GET  /openapi.yaml             the OpenAPI description of what is about persons
 * </pre>
 */
public final class PopulationRegister implements AutoCloseable {
    private static final int REMEMBERED = 64;
    private static final String DESCRIPTION = "register.yaml";

    private final ObjectMapper json = new ObjectMapper();
    private final Population population;
    private final SoapRegister soap;
    private final DisposableServer server;
    private final AtomicLong requests = new AtomicLong();
    private final Deque<ReceivedRequest> recent = new ArrayDeque<>();

    private PopulationRegister(InetSocketAddress address, int persons) {
        this.population = new Population(persons);
        this.soap = new SoapRegister(population);
        this.server = HttpServer.create()
                .bindAddress(() -> address)
                .httpRequestDecoder(spec -> spec.maxHeaderSize(64 * 1024).maxInitialLineLength(64 * 1024))
                .handle(this::handle)
                .bindNow();
    }

    /** Starts the register with that many persons, numbered from 100000001; port 0 takes a free one. */
    public static PopulationRegister start(InetSocketAddress address, int persons) {
        return new PopulationRegister(address, persons);
    }

    /** The URL under which its services are, ending in {@code /api}. */
    public String url() {
        InetSocketAddress address = (InetSocketAddress) server.address();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/api";
    }

    /** How many requests have arrived. */
    public long requests() {
        return requests.get();
    }

    /** How many persons are registered. */
    public int persons() {
        return population.size();
    }

    /** The latest requests, oldest first. */
    public List<ReceivedRequest> recent() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        requests.incrementAndGet();
        remember(request);
        QueryStringDecoder target = new QueryStringDecoder(request.uri());
        String path = target.path();
        if (!path.startsWith("/api/")) {
            return problem(response, 404, "no such resource: " + path);
        }
        String[] parts = path.substring(5).split("/", -1);
        String argument = parts.length > 1 ? parts[1] : "";
        return switch (parts[0]) {
            case "persons" -> persons(request, response, target, parts);
            case "bytes" ->
                bytes(response, number(argument), target.parameters().containsKey("chunked"));
            case "slow" ->
                drained(request)
                        .then(Mono.delay(Duration.ofMillis(number(argument))))
                        .then(Mono.defer(() -> answer(response, 200, Map.of("waitedMs", number(argument)))));
            case "status" ->
                drained(request)
                        .then(Mono.defer(
                                () -> response.status((int) number(argument)).send()));
            case "headers" -> drained(request).then(Mono.defer(() -> answer(response, 200, seen(request))));
            case "echo" -> echo(request, response);
            case "soap" -> soap.answer(request, response);
            case "openapi.yaml" -> drained(request).then(Mono.defer(() -> description(response)));
            default -> problem(response, 404, "no such resource: " + path);
        };
    }

    private Mono<Void> persons(
            HttpServerRequest request, HttpServerResponse response, QueryStringDecoder target, String[] parts) {
        boolean post = request.method().name().equals("POST");
        if (parts.length == 1) {
            return post ? register(request, response) : search(response, target);
        }
        @Nullable Person person = population.find(parts[1]);
        if (person == null) {
            return drained(request)
                    .then(Mono.defer(() -> problem(response, 404, "no person has the number " + parts[1])));
        }
        if (parts.length == 3 && parts[2].equals("documents") && post) {
            return document(request, response, person);
        }
        return parts.length == 2
                ? answer(response, 200, person)
                : problem(response, 404, "no such resource: " + target.path());
    }

    private Mono<Void> search(HttpServerResponse response, QueryStringDecoder target) {
        @Nullable String limit = parameter(target, "limit");
        List<Person> found = population.search(
                parameter(target, "name"), parameter(target, "province"), limit == null ? 20 : (int) number(limit));
        return answer(response, 200, Map.of("persons", found));
    }

    private Mono<Void> register(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asByteArray().flatMap(body -> {
            JsonNode given;
            try {
                given = json.readTree(body);
            } catch (IOException e) {
                return problem(response, 400, "not JSON");
            }
            for (String name : List.of("name", "sex", "born", "province")) {
                if (!given.path(name).isTextual()) {
                    return problem(response, 400, "missing: " + name);
                }
            }
            Person person = population.register(
                    given.path("name").asText(),
                    given.path("sex").asText(),
                    given.path("born").asText(),
                    given.path("province").asText(),
                    given.path("phone").asText(null));
            response.header(HttpHeaderNames.LOCATION, "/persons/" + person.id());
            return answer(response, 201, person);
        });
    }

    private Mono<Void> document(HttpServerRequest request, HttpServerResponse response, Person person) {
        MessageDigest digest = SampleBytes.digest();
        return request.receive()
                .reduce(0L, (length, part) -> {
                    digest.update(part.nioBuffer());
                    return length + part.readableBytes();
                })
                .flatMap(length -> {
                    Map<String, Object> receipt = new LinkedHashMap<>();
                    receipt.put("person", person.id());
                    receipt.put("bytes", length);
                    receipt.put("sha256", HexFormat.of().formatHex(digest.digest()));
                    return answer(response, 200, receipt);
                });
    }

    private static Mono<Void> bytes(HttpServerResponse response, long length, boolean chunked) {
        response.header(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        if (!chunked) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
        return response.send(SampleBytes.stream(length)).then();
    }

    private static Mono<Void> description(HttpServerResponse response) {
        byte[] body;
        try (InputStream in =
                Objects.requireNonNull(PopulationRegister.class.getResourceAsStream(DESCRIPTION), DESCRIPTION)) {
            body = in.readAllBytes();
        } catch (IOException e) {
            return Mono.error(e);
        }
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/yaml")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendByteArray(Mono.just(body))
                .then();
    }

    private static Mono<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        @Nullable String type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        if (type != null) {
            response.header(HttpHeaderNames.CONTENT_TYPE, type);
        }
        Flux<ByteBuf> body = request.receive().retain();
        return response.send(body).then();
    }

    private static Map<String, Object> seen(HttpServerRequest request) {
        Map<String, Object> headers = new LinkedHashMap<>();
        request.requestHeaders().forEach(h -> headers.put(h.getKey(), h.getValue()));
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("method", request.method().name());
        seen.put("target", request.uri());
        seen.put("headers", headers);
        return seen;
    }

    private Mono<Void> answer(HttpServerResponse response, int status, Object value) {
        byte[] body;
        try {
            body = json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            return Mono.error(e);
        }
        return response.status(HttpResponseStatus.valueOf(status))
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendByteArray(Mono.just(body))
                .then();
    }

    private Mono<Void> problem(HttpServerResponse response, int status, String message) {
        return answer(response, status, Map.of("error", message));
    }

    private void remember(HttpServerRequest request) {
        List<Map.Entry<String, String>> headers = request.requestHeaders().entries();
        synchronized (recent) {
            if (recent.size() == REMEMBERED) {
                recent.removeFirst();
            }
            recent.addLast(new ReceivedRequest(request.method().name(), request.uri(), headers));
        }
    }

    private static Mono<Void> drained(HttpServerRequest request) {
        return request.receive().then();
    }

    private static @Nullable String parameter(QueryStringDecoder target, String name) {
        return target.parameters().getOrDefault(name, List.of()).stream()
                .findFirst()
                .orElse(null);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
