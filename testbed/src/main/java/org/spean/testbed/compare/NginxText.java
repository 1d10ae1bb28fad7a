package org.spean.testbed.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.spean.testbed.demo.NginxProcess;

/** Configurations of nginx from the files in {@code perf/nginx}. */
final class NginxText {
    private static final List<String> KINDS = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi");

    private NginxText() {}

    /**
     * Starts nginx with a file of ours.
     *
     * @param run its own folder, {@code @RUN@} in the file
     * @param values of the other words between {@code @}
     */
    static NginxProcess start(
            String program, Path file, Path run, InetSocketAddress address, Map<String, String> values)
            throws IOException {
        Files.createDirectories(run);
        String text = Files.readString(file).replace("@RUN@", run.toString());
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace('@' + value.getKey() + '@', value.getValue());
        }
        return NginxProcess.start(program, run, withFolders(text, run), address);
    }

    /** With its temporary files in the given folder instead of the system's, which only root may use; the same otherwise. */
    static String withFolders(String configuration, Path folder) {
        StringBuilder paths = new StringBuilder("http {\n");
        for (String kind : KINDS) {
            paths.append("  ")
                    .append(kind)
                    .append("_temp_path ")
                    .append(folder.resolve(kind))
                    .append(";\n");
        }
        return configuration.replaceFirst("http \\{\n", Matcher.quoteReplacement(paths.toString()));
    }
}
