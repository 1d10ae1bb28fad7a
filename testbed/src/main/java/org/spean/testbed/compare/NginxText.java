package org.spean.testbed.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;

/** What every configuration of nginx gets here, without a difference to what it does. */
final class NginxText {
    private static final List<String> KINDS = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi");

    private NginxText() {}

    /** With its temporary files in the given folder instead of the system's, which only root may use. */
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
