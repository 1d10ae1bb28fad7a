package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A process with a gateway's command line that does none of a gateway's work: the bank's passes requests straight to
 * the service and writes both exchange logs. So the demonstration is tested without a gateway.
 */
public final class StandInGateway {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path bank;
    private final Path ministry;
    private final HttpClient http = HttpClient.create();

    private StandInGateway(Path bank) {
        this.bank = bank;
        this.ministry = bank.resolveSibling("ss-moi");
    }

    /** {@code run -c FILE} or {@code evidence -c FILE …}. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("evidence")) {
            System.out.println("{\"records\":10,\"verified\":10,\"failed\":0}");
            return;
        }
        Path file = Path.of(args[2]);
        String yaml = Files.readString(file);
        DisposableServer server = HttpServer.create()
                .bindAddress(() -> address(yaml))
                .handle(new StandInGateway(file.resolveSibling(".").normalize())::handle)
                .bindNow();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> System.out.println("stopped {\"records\":10,\"synchronisations\":5}")));
        System.out.println("ready {\"readyMs\":1}");
        server.onDispose().block();
    }

    private static InetSocketAddress address(String yaml) {
        Matcher matcher = Pattern.compile("clientHttp: \"([0-9.]+):([0-9]+)\"").matcher(yaml);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no clientHttp");
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getAllByName(matcher.group(1))[0], Integer.parseInt(matcher.group(2)));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().equals("/")) {
            return soap(request, response);
        }
        String query = String.valueOf(request.requestHeaders().get("X-Road-Id"));
        String rest = request.uri().substring("/r1/".length());
        String url;
        try {
            String yaml = Files.readString(ministry.resolve("gateway.yaml"));
            Matcher service =
                    Pattern.compile("id: (CAMBODIA\\S+)\n +url: \"(\\S+)\"").matcher(yaml);
            url = "";
            while (service.find()) {
                if (rest.startsWith(service.group(1) + "/")) {
                    url = service.group(2) + rest.substring(service.group(1).length());
                }
            }
        } catch (IOException e) {
            return Mono.error(e);
        }
        if (rest.contains("civil-registry")) {
            log(query, false);
            return response.status(500)
                    .header("X-Road-Error", "Server.ServerProxy.AccessDenied")
                    .sendString(Mono.just("{\"type\":\"Server.ServerProxy.AccessDenied\"}"))
                    .then();
        }
        return http.headers(h -> {
                    if (request.requestHeaders().contains("Content-Type")) {
                        h.set("Content-Type", request.requestHeaders().get("Content-Type"));
                    }
                })
                .request(HttpMethod.valueOf(request.method().name()))
                .uri(url)
                .send(request.receive().retain())
                .responseSingle((answer, body) -> body.asByteArray()
                        .defaultIfEmpty(new byte[0])
                        .flatMap(bytes -> {
                            log(query, true);
                            return response.status(answer.status())
                                    .sendByteArray(Mono.just(bytes))
                                    .then();
                        }));
    }

    /** The id of a SOAP exchange and its service stand in the message, which is kept whole here. */
    private Mono<Void> soap(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asByteArray().flatMap(bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String query = text.replaceFirst("(?s).*<xro:id>([^<]*)<.*", "$1");
            boolean small = text.contains("serviceCode>small<");
            String url;
            try {
                Matcher service = Pattern.compile("id: CAMBODIA\\S+/" + (small ? "small" : "personDetails")
                                + "/v1\"?\n +protocol: \"?SOAP\"?\n +url: \"(\\S+)\"")
                        .matcher(Files.readString(ministry.resolve("gateway.yaml")));
                url = service.find() ? service.group(1) : "";
            } catch (IOException e) {
                return Mono.error(e);
            }
            return http.headers(
                            h -> h.set("Content-Type", request.requestHeaders().get("Content-Type")))
                    .post()
                    .uri(url)
                    .send(Mono.just(Unpooled.wrappedBuffer(bytes)))
                    .responseSingle((answer, body) -> body.asByteArray().flatMap(answered -> {
                        log(query, true);
                        return response.status(answer.status())
                                .sendByteArray(Mono.just(answered))
                                .then();
                    }));
        });
    }

    private void log(String query, boolean ok) {
        for (boolean consumer : new boolean[] {true, false}) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("queryId", query);
            line.put("outcome", ok ? "ok" : "refused");
            line.put("signer", consumer ? "CAMBODIA/COM/CAMDX-000201" : "CAMBODIA/GOV/CAMDX-000121");
            line.put("verifiedSigner", consumer ? "CAMBODIA/GOV/CAMDX-000121" : "CAMBODIA/COM/CAMDX-000201");
            line.put("records", ok ? List.of(1, 2) : List.of());
            line.put("fault", ok ? null : Map.of("code", "Server.ServerProxy.AccessDenied"));
            line.put("steps", Map.of("SIGN", 0.7));
            Path log = (consumer ? bank : ministry).resolve("exchanges.jsonl");
            try {
                Files.writeString(
                        log,
                        JSON.writeValueAsString(line) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
