package org.spean;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The threat model promises nothing by a test that there is not. */
class ThreatModelTest {

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test#\\w+)`");
    private static final Pattern BARE = Pattern.compile("`([A-Z]\\w*(?:Test|Attacks|Target))`");
    private static final Pattern SCRIPT = Pattern.compile("`((?:\\.ci|perf)/\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern METHOD = Pattern.compile(
            "@(?:Test|ParameterizedTest|TestFactory|Property)\\b.*?\n +[\\w<>.?]+ (\\w+)\\(", Pattern.DOTALL);

    private static String text;

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(ROOT.resolve("SECURITY.md"));
    }

    @Test
    void namesTestsThatExist() throws IOException {
        Map<String, Set<String>> classes = classes();
        List<String> missing = new ArrayList<>();
        Set<String> named = found(NAMED);
        for (String one : named) {
            String[] words = one.split("#", -1);
            if (!classes.getOrDefault(words[0], Set.of()).contains(words[1])) {
                missing.add(one);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).hasSizeGreaterThan(70);
        assertThat(classes.keySet()).containsAll(found(BARE));
        // Bare of a method: the one that looks, and what are no tests.
        assertThat(found(BARE)).containsExactly("FuzzTarget", "SignatureAttacks", "ThreatModelTest");
    }

    @Test
    void namesScriptsAndDocumentsThatExist() {
        for (Pattern pattern : List.of(SCRIPT, LINK)) {
            assertThat(found(pattern))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
        }
    }

    private static Set<String> found(Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of test methods by the simple names of their classes, of which there may be two. */
    private static Map<String, Set<String>> classes() throws IOException {
        Map<String, Set<String>> classes = new TreeMap<>();
        for (String module : new String[] {"crypto-pipeline", "testbed", "proxy-core"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(name -> name.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    Set<String> methods = classes.computeIfAbsent(name, none -> new TreeSet<>());
                    METHOD.matcher(Files.readString(file)).results().forEach(match -> methods.add(match.group(1)));
                }
            }
        }
        return classes;
    }
}
