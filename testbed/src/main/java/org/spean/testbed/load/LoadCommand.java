package org.spean.testbed.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.service.SmallAnswer;
import org.spean.testbed.service.SoapMessages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spean load}: drives load at a URL and reports throughput, latency and the cost in observed processes. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = "Drives load at a URL; reports throughput, latency and what it cost the given processes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spean load --url http://127.0.0.2:8080/r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity/persons/100000042%n"
                    + "    --header 'X-Road-Client: CAMBODIA/COM/CAMDX-000201/BANK' --connections 64 --duration 20s",
            "  spean load --url http://127.0.0.2:8080/ --soap CAMBODIA/COM/CAMDX-000201/BANK,"
                    + "CAMBODIA/GOV/CAMDX-000121/IDENTITY/small/v1%n",
            "  spean load --url URL --rate 500 --connections 32 --pid bank=1234 --json"
        })
public final class LoadCommand implements Callable<Integer> {
    @Option(names = "--url", required = true, description = "What to request, http only.")
    private URI url = URI.create("http://127.0.0.1/");

    @Option(names = "--method", defaultValue = "GET", description = "Default: ${DEFAULT-VALUE}.")
    private String method = "GET";

    @Option(names = "--header", paramLabel = "'Name: value'", description = "A request header; repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--body", paramLabel = "TEXT|@FILE", description = "Body of every request.")
    private String body = "";

    @Option(
            names = "--soap",
            paramLabel = "CLIENT,SERVICE",
            split = ",",
            description = "Posts a SOAP message of this client to this service (instance/class/member/subsystem/service"
                    + "/version) with --body as its content; --url is the client port.")
    private List<String> soap = List.of();

    @Option(names = "--connections", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}.")
    private int connections = 16;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Requests a second to start whatever the answers do (open loop; latency from the intended "
                    + "start). Default: the next request follows the last answer.")
    private double rate;

    @Option(names = "--duration", defaultValue = "10s", description = "Measured time. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofSeconds(10);

    @Option(names = "--warmup", defaultValue = "0s", description = "Time before it. Default: ${DEFAULT-VALUE}.")
    private Duration warmup = Duration.ZERO;

    @Option(
            names = "--pid",
            paramLabel = "[NAME=]PID",
            description = "Reports CPU per exchange and resident memory of this process; repeatable.")
    private List<String> pids = List.of();

    @Option(names = "--json", description = "Prints one JSON object as the last line.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        PrintWriter out = spec.commandLine().getOut();
        LoadPlan plan;
        try {
            byte[] bytes = body.startsWith("@")
                    ? Files.readAllBytes(Path.of(body.substring(1)))
                    : body.getBytes(StandardCharsets.UTF_8);
            plan = request(bytes).withWarmup(warmup).withRate(rate).withPids(parsedPids());
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
        LoadReport report = LoadDriver.run(plan);
        report.lines().forEach(out::println);
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(report.toMap()));
        }
        out.flush();
        return report.non2xx() + report.failed() == 0 ? 0 : 1;
    }

    private LoadPlan request(byte[] bytes) {
        LoadPlan plan = LoadPlan.get(url, connections, duration);
        if (soap.isEmpty()) {
            return plan.withHeaders(parsedHeaders()).withRequest(method, bytes);
        }
        if (soap.size() != 2
                || soap.get(0).split("/", -1).length != 4
                || soap.get(1).split("/", -1).length < 5) {
            throw new IllegalArgumentException("--soap: " + String.join(",", soap)
                    + " (expected: instance/class/member/subsystem,instance/class/member/subsystem/service/version)");
        }
        String envelope = SoapMessages.request(
                soap.get(0), soap.get(1), SmallAnswer.SOAP_ID, new String(bytes, StandardCharsets.UTF_8));
        List<Map.Entry<String, String>> all = parsedHeaders();
        all.add(Map.entry("Content-Type", "text/xml; charset=UTF-8"));
        all.add(Map.entry("SOAPAction", "\"\""));
        return plan.withHeaders(all).withRequest("POST", envelope.getBytes(StandardCharsets.UTF_8));
    }

    private List<Map.Entry<String, String>> parsedHeaders() {
        List<Map.Entry<String, String>> parsed = new ArrayList<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--header: " + header + " (expected: 'Name: value')");
            }
            parsed.add(Map.entry(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip()));
        }
        return parsed;
    }

    private Map<String, Long> parsedPids() {
        Map<String, Long> parsed = new LinkedHashMap<>();
        for (String pid : pids) {
            int equals = pid.indexOf('=');
            String number = pid.substring(equals + 1);
            if (!number.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException("--pid: " + pid + " (expected: a process id, or name=id)");
            }
            parsed.put(equals < 0 ? "process " + pid : pid.substring(0, equals), Long.parseLong(number));
        }
        return parsed;
    }
}
