package org.spean.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples for Kubernetes and Compose are what Kubernetes and Compose take; a slip of the pen in them would be found. */
class DeploymentSamplesTest {

    private static final Path SAMPLES = Path.of("..", "config-samples");
    private static final Path KUBERNETES = SAMPLES.resolve("kubernetes/spean.yaml");
    private static final Path COMPOSE = SAMPLES.resolve("compose.yaml");

    @Test
    void kubernetesTakesItsSample() throws Exception {
        List<JsonNode> objects = objects(Files.readString(KUBERNETES));
        assertThat(objects)
                .extracting(object -> object.path("kind").asText())
                .contains("Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy", "HorizontalPodAutoscaler");
        for (JsonNode object : objects) {
            judge(object);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "periodSeconds: 1 | periodSecond: 1 | periodSecond",
                "matchLabels: {app: spean} | matchLabel: {app: spean} | matchLabel",
                "{name: peer, containerPort: 5500} | {name: peer} | containerPort",
                "replicas: 2 | replicas: two | two",
                "{path: /ready, port: admin} | {path: /ready} | port",
                "maxSurge: 1 | maxSurge: [1] | maxSurge",
                "requests: {cpu: 500m | requests: {cpu: fast | f",
                "minAvailable: 1 | minimum: 1 | minimum",
                "averageValue: | average: | average"
            })
    void kubernetesRefusesASlip(String right, String wrong, String named) throws IOException {
        String sample = Files.readString(KUBERNETES);
        assertThat(sample).contains(right);
        List<JsonNode> objects = objects(sample.replace(right, wrong));
        assertThatThrownBy(() -> {
                    for (JsonNode object : objects) {
                        judge(object);
                    }
                })
                .hasMessageContaining(named);
    }

    @Test
    void whatKubernetesLooksUpByNameIsThere() throws IOException {
        List<JsonNode> objects = objects(Files.readString(KUBERNETES));
        JsonNode deployment = objects.getFirst();
        JsonNode pod = deployment.at("/spec/template");
        JsonNode container = pod.at("/spec/containers/0");
        Set<String> ports = names(container.path("ports"));
        Set<String> volumes = names(pod.at("/spec/volumes"));
        container
                .path("volumeMounts")
                .forEach(
                        mount -> assertThat(volumes).contains(mount.path("name").asText()));
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(ports)
                    .contains(container.at("/" + probe + "/httpGet/port").asText());
        }
        for (JsonNode object : objects) {
            object.at("/spec/ports")
                    .forEach(port ->
                            assertThat(ports).contains(port.path("targetPort").asText()));
            object.at("/spec/ingress")
                    .forEach(rule -> rule.path("ports")
                            .forEach(port ->
                                    assertThat(ports).contains(port.path("port").asText())));
        }
        assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(pod.at("/metadata/labels"));
    }

    @Test
    void composeTakesItsSample() throws IOException {
        assertThat(violations(Files.readString(COMPOSE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read_only: true | readonly: true",
                "cap_drop: [ALL] | cap_drop: ALL",
                "condition: service_healthy | condition: healthy",
                "stop_grace_period: | stop_grace_time:",
                "retries: 30 | tries: 30",
                "services: | service:"
            })
    void composeRefusesASlip(String right, String wrong) throws IOException {
        String sample = Files.readString(COMPOSE);
        assertThat(sample).contains(right);
        assertThat(violations(sample.replace(right, wrong))).isNotEmpty();
    }

    @Test
    void whatComposeLooksUpByNameIsThere() throws IOException {
        JsonNode file = new YAMLMapper().readTree(Files.readString(COMPOSE));
        for (JsonNode service : file.path("services")) {
            service.path("secrets")
                    .forEach(secret -> assertThat(file.path("secrets").has(secret.asText()))
                            .as(secret.asText())
                            .isTrue());
            service.path("volumes").forEach(volume -> {
                String source = volume.asText().split(":", 2)[0];
                assertThat(source.startsWith(".") || file.path("volumes").has(source))
                        .as(source)
                        .isTrue();
            });
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(name ->
                            assertThat(file.path("services").has(name)).as(name).isTrue());
        }
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    private static List<JsonNode> objects(String yaml) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(objects::add);
        }
        return objects;
    }

    /** By the class that Kubernetes' API has for its version and kind. */
    private static void judge(JsonNode object) throws Exception {
        String version = object.path("apiVersion").asText();
        String name = version.substring(version.indexOf('/') + 1);
        Class<?> type = Class.forName("io.kubernetes.client.openapi.models."
                + name.substring(0, 1).toUpperCase(Locale.ROOT)
                + name.substring(1)
                + object.path("kind").asText());
        try {
            type.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(object.toString()));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(object.path("kind").asText() + ": " + e.getCause(), e.getCause());
        }
        Object made = JSON.deserialize(object.toString(), type);
        assertThat(made).as(object.path("kind").asText()).isNotNull();
    }

    private static List<Error> violations(String yaml) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DeploymentSamplesTest.class.getResourceAsStream("/compose-spec/compose-spec.json"))) {
            ObjectNode text = (ObjectNode) new ObjectMapper().readTree(in);
            text.remove("$schema"); // its spelling of the draft's address is not the draft's,
            for (JsonNode each : text.findParents("id")) { // nor is this one of its keywords
                if (each.path("id").isTextual()) {
                    ((ObjectNode) each).remove("id");
                }
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                    .getSchema(text.toString())
                    .validate(new YAMLMapper().readTree(yaml).toString(), InputFormat.JSON);
        }
    }
}
