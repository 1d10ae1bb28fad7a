package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the samples for Prometheus and Grafana ask for, a running gateway tells. */
class MonitoringSamplesTest {

    private static final Path SAMPLES = Path.of("..", "config-samples");
    private static final Pattern TOKEN = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)");

    /** Words of PromQL between its operands. */
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    /** Prometheus adds these to all that it reads. */
    private static final Set<String> TARGET = Set.of("instance", "job");

    @TempDir
    private Path folder;

    @Test
    void everyMetricIsExposed() throws Exception {
        Map<String, Set<String>> exposed;
        try (Pair pair = Pair.in(folder).start()) {
            pair.assertWorks();
            pair.assertNothingHeld();
            scrape(pair, pair.bank); // from now on collections are counted, and there is one
            System.gc();
            await().atMost(Pair.PATIENCE).until(() -> scrape(pair, pair.bank).contains("jvm_gc_pause_seconds_sum"));
            exposed = exposed(scrape(pair, pair.bank));
        }
        exposed.put("up", Set.of()); // of Prometheus itself
        Map<String, String> expressions = new LinkedHashMap<>(rules());
        expressions.putAll(panels());
        expressions.forEach((place, expression) -> {
            assertThat(metrics(expression))
                    .as(place + ": " + expression)
                    .isNotEmpty()
                    .isSubsetOf(exposed.keySet());
            labels(expression)
                    .forEach((metric, labels) -> assertThat(labels)
                            .as(place + ": labels of " + metric)
                            .isSubsetOf(exposed.get(metric)));
        });
    }

    @Test
    void everyExpressionIsPrometheus() throws Exception {
        Path program = Path.of("/usr/bin/promtool");
        Assumptions.assumeTrue(Files.isExecutable(program), program + " is absent (apt install prometheus): skipped");
        YAMLMapper yaml = new YAMLMapper();
        ArrayNode rules = yaml.createArrayNode();
        panels().values()
                .forEach(expression -> rules.addObject()
                        .put("record", "panel" + rules.size())
                        .put("expr", expression.replace("$__rate_interval", "5m")));
        ObjectNode file = yaml.createObjectNode();
        ObjectNode group = file.putArray("groups").addObject().put("name", "panels");
        group.set("rules", rules);
        Path written = folder.resolve("rules.yaml");
        yaml.writeValue(written.toFile(), file);
        Process check = new ProcessBuilder(program.toString(), "check", "rules", written.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
        assertThat(said).contains(rules.size() + " rules found");
    }

    @Test
    void panelsAreDistinctAndDoNotOverlap() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : dashboard().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("id of " + panel.path("title"))
                    .isTrue();
            assertThat(panel.path("title").asText()).isNotBlank();
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    assertThat(cells.add((x + place.path("x").asInt()) + ":"
                                    + (y + place.path("y").asInt())))
                            .as("a place of its own for " + panel.path("title"))
                            .isTrue();
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(20);
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(SAMPLES.resolve("grafana/spean.json").toFile());
    }

    /** By the title of the panel. */
    private static Map<String, String> panels() throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.put(
                        panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        target.path("expr").asText());
            }
        }
        for (JsonNode variable : dashboard().at("/templating/list")) {
            Matcher values = Pattern.compile("label_values\\((.*), *[a-z]+\\)")
                    .matcher(variable.path("definition").asText());
            if (values.matches()) {
                expressions.put("variable " + variable.path("name").asText(), values.group(1));
            }
        }
        assertThat(expressions).containsKey("variable instance").hasSizeGreaterThan(30);
        return expressions;
    }

    /** By the name of the alert. */
    private static Map<String, String> rules() throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        JsonNode file = new YAMLMapper()
                .readTree(SAMPLES.resolve("prometheus/rules.yaml").toFile());
        for (JsonNode group : file.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                expressions.put(rule.path("alert").asText(), rule.path("expr").asText());
            }
        }
        assertThat(expressions).isNotEmpty();
        return expressions;
    }

    /** The names of metrics in an expression: what is neither a function, a word, a label nor a number. */
    private static Set<String> metrics(String expression) {
        String bare = expression
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll("\"[^\"]*\"", "")
                .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", "");
        Set<String> names = new HashSet<>();
        Matcher token = TOKEN.matcher(bare);
        while (token.find()) {
            boolean function = bare.substring(token.end()).stripLeading().startsWith("(");
            if (!function && !WORDS.contains(token.group())) {
                names.add(token.group());
            }
        }
        return names;
    }

    private static Map<String, Set<String>> labels(String expression) {
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Set<String> named = labels.computeIfAbsent(selector.group(1), metric -> new HashSet<>());
            Matcher label = LABEL.matcher(selector.group(2).replaceAll("\"[^\"]*\"", ""));
            while (label.find()) {
                named.add(label.group(1));
            }
            named.removeAll(TARGET);
        }
        return labels;
    }

    /** Names of series with the names of their labels. */
    private static Map<String, Set<String>> exposed(String text) {
        Map<String, Set<String>> exposed = new LinkedHashMap<>();
        List<String> series = new ArrayList<>(text.lines().toList());
        series.removeIf(line -> line.isBlank() || line.startsWith("#"));
        for (String line : series) {
            Matcher selector = SELECTOR.matcher(line);
            boolean labelled = selector.lookingAt();
            String name = labelled ? selector.group(1) : line.substring(0, line.indexOf(' '));
            Set<String> labels = exposed.computeIfAbsent(name, metric -> new HashSet<>());
            if (labelled) {
                Matcher label = LABEL.matcher(selector.group(2).replaceAll("\"[^\"]*\"", ""));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
        return exposed;
    }

    private static String scrape(Pair pair, Gateway gateway) throws Exception {
        InetSocketAddress address = Objects.requireNonNull(gateway.address("admin"));
        URI url = URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/metrics");
        return pair.send(HttpRequest.newBuilder(url).build()).body();
    }
}
