package org.spean.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Has the image's own JVM learn from a run of the image's own jars: what it wrote is no use to any other. */
final class Training {
    private final Path home;
    private final Path jdk;
    private final Path work;
    private final ImageTree tree;

    Training(Path home, Path jdk, Path work, ImageTree tree) {
        this.home = home;
        this.jdk = jdk;
        this.work = work;
        this.tree = tree;
    }

    /** Runs a pair of gateways under load for some seconds, and makes the cache of what one of them recorded. */
    void makeCache() throws IOException, InterruptedException {
        Path record = work.resolve("record");
        Path launcher = work.resolve("gateway");
        String line = tree.words(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record + ".$$")).stream()
                .map(word -> '"' + word + '"')
                .collect(Collectors.joining(" "));
        Files.writeString(launcher, "#!/bin/sh\nexec " + line + " org.spean.cli.SpeanCommand \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        String testbed =
                SlimJars.listed(home, Files.readString(home.resolve("target/spean.testbed.classpath"))).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(":"));
        String gateway = Tool.run(
                work,
                Map.of(),
                List.of(
                        jdk.resolve("bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-Dspean.home=" + home,
                        "-Dspean.launcher=" + launcher,
                        "-cp",
                        testbed,
                        "org.spean.testbed.TestbedCommand",
                        "train",
                        "--duration",
                        "3s"));
        List<String> create = new ArrayList<>(tree.words(List.of(
                "-XX:AOTMode=create",
                "-XX:+UnlockDiagnosticVMOptions", // classes only, as the launcher does it
                "-XX:-AOTRecordTraining",
                "-XX:-AOTReplayTraining",
                "-XX:AOTConfiguration=" + record + "." + gateway,
                "-XX:AOTCache=" + tree.cache().resolve("opt/spean/spean.aot"),
                "-Xmx512m")));
        Files.createDirectories(tree.cache().resolve("opt/spean"));
        Tool.run(work, Map.of(), create);
    }

    /** Takes a cache that was made before from the same files. */
    void takeCache(Path from) throws IOException {
        Path to = tree.cache().resolve("opt/spean/spean.aot");
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
