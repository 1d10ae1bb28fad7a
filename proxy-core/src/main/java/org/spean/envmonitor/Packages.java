package org.spean.envmonitor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Installed packages as metrics: this gateway, and those of Debian's package manager where it is the machine's. */
final class Packages {
    private static final Path DEBIAN = Path.of("/var/lib/dpkg/status");

    private Packages() {}

    /** @param version of this gateway */
    static List<Metric> all(String version) throws IOException {
        return of(DEBIAN, version);
    }

    /** @param status file of paragraphs with fields {@code Package}, {@code Status} and {@code Version} */
    static List<Metric> of(Path status, String version) throws IOException {
        List<Metric> packages = new ArrayList<>();
        packages.add(new Metric.Text("spean", version));
        if (!Files.isReadable(status)) {
            return packages;
        }
        try (BufferedReader reader = Files.newBufferedReader(status, StandardCharsets.UTF_8)) {
            String name = "";
            boolean installed = false;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("Package: ")) {
                    name = line.substring("Package: ".length()).strip();
                    installed = false;
                } else if (line.startsWith("Status: ")) {
                    installed = line.endsWith(" installed");
                } else if (line.startsWith("Version: ") && installed) {
                    packages.add(new Metric.Text(
                            name, line.substring("Version: ".length()).strip()));
                }
            }
        }
        return packages;
    }
}
