package org.spean.description;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Takes the hosts out of the {@code servers} of an OpenAPI document, of its paths and of its operations, and leaves the
 * path of each: clients reach a service through their gateway and need not learn where it is. Everything else stays as it
 * was written.
 */
final class Servers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ALIASES = 50;

    private Servers() {}

    static byte[] hideInJson(String name, String text) {
        try {
            JsonNode root = JSON.readTree(text);
            hide(root);
            for (JsonNode path : root.path("paths")) {
                hide(path);
                path.forEach(Servers::hide);
            }
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new DescriptionException(name + ": is no JSON that we read: " + e.getOriginalMessage(), e);
        }
    }

    private static void hide(JsonNode of) {
        for (JsonNode server : of.path("servers")) {
            if (server instanceof ObjectNode map && map.path("url").isTextual()) {
                map.put("url", hidden(map.path("url").textValue()));
            }
        }
    }

    /** A piece of the text to be replaced. */
    private record Edit(int start, int end, String text) {}

    static byte[] hideInYaml(String name, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Fetch.MAX_BYTES);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        List<Edit> edits = new ArrayList<>();
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            hide(root, edits);
            entries(entry(root, "paths"), (key, path) -> {
                hide(path, edits);
                entries(path, (method, operation) -> hide(operation, edits));
            });
        } catch (YAMLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new DescriptionException(name + ": is no YAML that we read: " + reason, e);
        }
        // Marks count code points, as the text might hold more than the basic plane.
        int[] points = text.codePoints().toArray();
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        edits.sort(Comparator.comparingInt(Edit::start));
        for (Edit edit : edits) {
            if (edit.start() >= from) { // an alias leads to the same piece again
                out.append(new String(points, from, edit.start() - from)).append(edit.text());
                from = edit.end();
            }
        }
        return out.append(new String(points, from, points.length - from))
                .toString()
                .getBytes(UTF_8);
    }

    private static void hide(@Nullable Node of, List<Edit> edits) {
        if (entry(of, "servers") instanceof SequenceNode servers) {
            for (Node server : servers.getValue()) {
                if (entry(server, "url") instanceof ScalarNode url) {
                    String quoted =
                            "\"" + hidden(url.getValue()).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
                    edits.add(new Edit(
                            url.getStartMark().getIndex(), url.getEndMark().getIndex(), quoted));
                }
            }
        }
    }

    private static @Nullable Node entry(@Nullable Node of, String key) {
        List<Node> found = new ArrayList<>(1);
        entries(of, (name, value) -> {
            if (name.equals(key)) {
                found.add(value);
            }
        });
        return found.isEmpty() ? null : found.getLast();
    }

    private static void entries(@Nullable Node of, BiConsumer<String, Node> action) {
        if (of instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    action.accept(key.getValue(), tuple.getValueNode());
                }
            }
        }
    }

    /** The path of a URL, {@code /} where it has none; a relative one as it is. */
    static String hidden(String url) {
        int authority = url.startsWith("//") ? 2 : url.indexOf("://") + 3;
        if (authority < 3 && !url.startsWith("//")) {
            return url;
        }
        int path = url.indexOf('/', authority);
        return path < 0 ? "/" : url.substring(path);
    }
}
