package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is written from {@link Settings}: it cannot drift. */
class ConfigurationReferenceTest {
    private static final Path DOCUMENT =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("configuration.md");

    @Test
    void documentIsMadeOfTheSettings() throws IOException {
        Path made = Files.writeString(Path.of("target", "configuration.md"), document());

        // When this fails, look at target/configuration.md and copy it over the document.
        assertThat(DOCUMENT).hasSameTextualContentAs(made);
    }

    private static String document() {
        StringBuilder text = new StringBuilder("""
                # Configuration reference

                Every key of a gateway's configuration file. Written from the code: do not edit. `config-samples/gateway.yaml` shows all of them
                in place, with examples. Durations need a unit (ms, s, m, h, d), sizes too (B, KiB, MiB, GiB, TiB); relative paths start at the
                folder of the file; unknown keys are refused. `[]` marks an entry of a list.
                """);
        sections().forEach((section, settings) -> {
            text.append("\n## ").append(section).append("\n\n");
            text.append("| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
            settings.forEach(setting -> text.append(row(setting)));
        });
        return text.toString();
    }

    private static Map<String, List<Setting>> sections() {
        return Settings.all().stream()
                .collect(Collectors.groupingBy(
                        setting -> setting.path().split("[.\\[]", 2)[0], LinkedHashMap::new, Collectors.toList()));
    }

    private static String row(Setting setting) {
        String fallback = switch (setting.need()) {
            case REQUIRED -> "required";
            case OPTIONAL -> "";
            case DEFAULT -> "`" + setting.fallback() + "`";
        };
        String range = setting.least().isEmpty() ? "" : setting.least() + " to " + setting.most();
        return "| `%s` | %s | %s | %s | %s |%n"
                .formatted(
                        setting.path(),
                        setting.kind().text(),
                        fallback,
                        range,
                        setting.meaning().replace("|", "\\|"));
    }
}
