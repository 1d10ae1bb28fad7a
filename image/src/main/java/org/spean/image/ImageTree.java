package org.spean.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image's file system as folders, one for each layer: what changes rarely is below what changes often. All files have
 * one time, which is also that by which the JVM knows its cache to fit them.
 */
final class ImageTree {
    /** As Jib gives every file. */
    static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1));

    static final String HOME = "/opt/spean";
    static final String DATA = "/var/lib/spean";
    static final int USER = 10001;

    /** What the code and its libraries use of the JDK. */
    private static final String MODULES = "java.base,java.logging,java.naming,java.sql,java.xml,java.xml.crypto,"
            + "java.management,jdk.management,java.security.sasl,java.security.jgss,jdk.crypto.cryptoki,"
            + "jdk.unsupported,jdk.net";

    private final Path home;
    private final Path jdk;
    private final Path work;

    ImageTree(Path home, Path jdk, Path work) {
        this.home = home;
        this.jdk = jdk;
        this.work = work;
    }

    Path base() {
        return work.resolve("base");
    }

    Path java() {
        return work.resolve("java");
    }

    Path application() {
        return work.resolve("application");
    }

    Path cache() {
        return work.resolve("cache");
    }

    /** Everything but the JVM's cache. */
    void layOut() throws IOException, InterruptedException {
        List<DebianBase.Taken> packages = DebianBase.layOut(work, base());
        write(base().resolve("etc/passwd"), "spean:x:" + USER + ":" + USER + "::" + DATA + ":\n");
        write(base().resolve("etc/group"), "spean:x:" + USER + ":\n");
        write(base().resolve("etc/nsswitch.conf"), "hosts: files dns\n");
        for (String folder : List.of("etc/spean", "tmp", DATA.substring(1))) {
            Files.createDirectories(base().resolve(folder));
        }
        Tool.run(
                work,
                Map.of(),
                List.of(
                        jdk.resolve("bin/jlink").toString(),
                        "--add-modules",
                        MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress",
                        "zip-9",
                        "--output",
                        java().resolve("opt/spean/java").toString()));
        Path spean = Files.createDirectories(application().resolve("opt/spean"));
        List<Path> listed = SlimJars.listed(home, Files.readString(home.resolve("target/spean.proxy-core.classpath")));
        List<String> jars = SlimJars.copy(listed, spean.resolve("lib"), TIME);
        Files.createDirectories(spean.resolve("native"));
        try (Stream<Path> libraries = Files.list(home.resolve("proxy-core/target/native/linux-x86_64"))) {
            for (Path library : libraries.sorted().toList()) {
                Files.copy(library, spean.resolve("native").resolve(library.getFileName()));
            }
        }
        String folder = HOME + "/native";
        write(
                spean.resolve("gateway.options"),
                Files.readString(home.resolve("proxy-core/src/main/jvm/gateway.options"))
                        + "-XX:-UsePerfData -Djava.library.path=" + folder + " -Dorg.sqlite.lib.path=" + folder
                        + " -Dcom.amazon.corretto.crypto.provider.useExternalLib=true\n"
                        + "-cp " + classPath(HOME, jars) + "\n");
        write(spean.resolve("bom.json"), bom(packages));
        Files.copy(home.resolve("LICENSE"), spean.resolve("LICENSE"), StandardCopyOption.REPLACE_EXISTING);
        for (Path layer : List.of(base(), java(), application())) {
            sameTime(layer);
        }
    }

    private static String classPath(String folder, List<String> jars) {
        return jars.stream().map(jar -> folder + "/lib/" + jar).collect(Collectors.joining(":"));
    }

    /** What is in the image: our libraries as Maven lists them, Debian's packages, the Java runtime. */
    private String bom(List<DebianBase.Taken> packages) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode bom = (ObjectNode)
                mapper.readTree(home.resolve("proxy-core/target/bom.json").toFile());
        ArrayNode components = bom.withArray("components");
        for (DebianBase.Taken taken : packages) {
            components
                    .addObject()
                    .put("type", "library")
                    .put("name", taken.name())
                    .put("version", taken.version())
                    .put("purl", "pkg:deb/debian/" + taken.name() + "@" + taken.version() + "?arch=amd64");
        }
        components
                .addObject()
                .put("type", "platform")
                .put("name", "java-runtime")
                .put("version", runtimeVersion());
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(bom) + "\n";
    }

    private String runtimeVersion() throws IOException {
        return Files.readAllLines(jdk.resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_RUNTIME_VERSION=") || line.startsWith("JAVA_VERSION="))
                .findFirst()
                .map(line -> line.replaceAll(".*=|\"", ""))
                .orElseThrow(() -> new IOException(jdk.resolve("release") + ": no JAVA_VERSION"));
    }

    /** A gateway's start as in the image, from these folders: the words of its command line before {@code run}. */
    List<String> words(List<String> further) throws IOException {
        Path root = joined();
        List<String> words = new ArrayList<>();
        words.add(root.resolve("opt/spean/java/bin/java").toString());
        Path options = work.resolve("here.options");
        String there = Files.readString(root.resolve("opt/spean/gateway.options"));
        write(options, there.replace(HOME + "/", root.resolve("opt/spean") + "/"));
        words.add("@" + options);
        words.addAll(further);
        return words;
    }

    /** All layers in one folder, as a container sees them. */
    Path joined() throws IOException {
        Path root = work.resolve("root");
        if (!Files.isDirectory(root)) {
            for (Path layer : List.of(base(), java(), application())) {
                copyTree(layer, root);
            }
            sameTime(root);
        }
        return root;
    }

    /** Copies everything to a folder, as a container sees it. */
    void leave(Path to) throws IOException {
        for (Path layer : List.of(base(), java(), application(), cache())) {
            copyTree(layer, to);
        }
        sameTime(to);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    static void sameTime(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, TIME);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }
}
