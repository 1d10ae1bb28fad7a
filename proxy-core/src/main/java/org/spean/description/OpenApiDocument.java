package org.spean.description;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.servers.ServerVariable;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.config.AppliedDescription;
import org.spean.config.DescribedEndpoint;
import org.spean.config.DescriptionSource;
import org.spean.config.PathPattern;

/** Reads OpenAPI 3: one service, whose endpoints are its operations; a path's parameter stands for one segment. */
final class OpenApiDocument {

    private OpenApiDocument() {}

    static ReadDocument read(DescriptionSource source, byte[] document) {
        String text = new String(document, UTF_8);
        String name = source.location().toString();
        boolean json = text.stripLeading().startsWith("{");
        // First, as it bounds what aliases stand for.
        byte[] published = json ? Servers.hideInJson(name, text) : Servers.hideInYaml(name, text);
        ParseOptions options = new ParseOptions();
        options.setResolve(false); // what it refers to elsewhere is not fetched: no endpoint is described there
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(text, List.of(), options);
        List<String> remarks = result.getMessages() == null ? List.of() : List.copyOf(result.getMessages());
        OpenAPI api = result.getOpenAPI();
        if (api == null || api.getPaths() == null || api.getPaths().isEmpty()) {
            throw new DescriptionException(name + ": is no OpenAPI 3 document with paths"
                    + (remarks.isEmpty() ? "" : ": " + String.join("; ", remarks)));
        }
        List<DescribedEndpoint> endpoints = new ArrayList<>();
        for (Map.Entry<String, PathItem> path : api.getPaths().entrySet()) {
            String pattern = pattern(path.getKey(), name);
            for (PathItem.HttpMethod method :
                    path.getValue().readOperationsMap().keySet()) {
                endpoints.add(new DescribedEndpoint(method.name(), pattern));
            }
        }
        if (endpoints.isEmpty()) {
            throw new DescriptionException(name + ": describes no operation");
        }
        String code = source.service() == null ? source.name() : source.service();
        return new ReadDocument(
                published,
                json ? "application/json" : "application/yaml",
                json ? "json" : "yaml",
                List.of(new AppliedDescription.Service(code, null, url(source, api), endpoints)),
                remarks);
    }

    private static String pattern(String path, String name) {
        String pattern = path.replaceAll("\\{[^/{}]*\\}", "*");
        try {
            return PathPattern.parse(pattern).toString();
        } catch (IllegalArgumentException e) {
            throw new DescriptionException(name + ": path " + e.getMessage(), e);
        }
    }

    private static URI url(DescriptionSource source, OpenAPI api) {
        if (source.url() != null) {
            return source.url();
        }
        @Nullable List<Server> servers = api.getServers();
        String text = servers == null || servers.isEmpty() ? "/" : expanded(servers.getFirst());
        String rule = source.location() + ": server '" + text + "' (expected: http://… or https://…, or url in the"
                + " configuration)";
        try {
            URI url = "file".equals(source.location().getScheme())
                    ? URI.create(text)
                    : source.location().resolve(text);
            String whole = url.toString();
            url = URI.create(whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole);
            return new AppliedDescription.Service("check", null, url, List.of()).url();
        } catch (IllegalArgumentException e) {
            throw new DescriptionException(rule, e);
        }
    }

    private static String expanded(Server server) {
        String text = server.getUrl();
        if (text == null) {
            return "/"; // as without any server
        }
        if (server.getVariables() != null) {
            for (Map.Entry<String, ServerVariable> variable :
                    server.getVariables().entrySet()) {
                String preset = variable.getValue().getDefault();
                text = text.replace("{" + variable.getKey() + "}", preset == null ? "" : preset);
            }
        }
        return text;
    }
}
