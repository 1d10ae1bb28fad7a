package org.spean;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model promises nothing by a test that there is not. */
class ThreatModelTest {

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test|SignatureAttacks|FuzzTarget)`");
    private static final Pattern SCRIPT = Pattern.compile("`((?:\\.ci|perf)/\\w+)");

    @Test
    void namesTestsAndScriptsThatExist() throws IOException {
        String text = Files.readString(ROOT.resolve("SECURITY.md"));
        Set<String> named = found(NAMED, text);
        assertThat(named).hasSizeGreaterThan(30);
        assertThat(classes()).containsAll(named);
        assertThat(found(SCRIPT, text))
                .isNotEmpty()
                .allSatisfy(script -> assertThat(ROOT.resolve(script)).exists());
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> classes() throws IOException {
        Set<String> classes = new TreeSet<>();
        for (String module : new String[] {"crypto-pipeline", "testbed", "proxy-core"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> classes.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        return classes;
    }
}
