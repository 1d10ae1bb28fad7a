package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample loads, names every key, and says of each what {@link Settings} says: it cannot drift. */
class SampleTest {
    private static final Path SAMPLE = sample();

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void prepare() {
        files = new ConfigFolder(folder);
    }

    @Test
    void loads() throws IOException {
        GatewayConfig config = files.load(Files.readString(SAMPLE));

        assertThat(config.services()).hasSize(3);
        assertThat(config.clients()).hasSize(1);
    }

    @Test
    void namesEveryKeyWithItsComment() throws IOException {
        List<String> expected = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        annotate(Files.readAllLines(SAMPLE), expected, values);

        // When this fails, look at target/gateway.yaml and copy it over the sample.
        Files.write(Path.of("target", "gateway.yaml"), expected);
        assertThat(Files.readAllLines(SAMPLE)).isEqualTo(expected);
        assertThat(values.keySet())
                .containsExactlyElementsOf(
                        Settings.all().stream().map(Setting::path).toList());
    }

    @Test
    void showsDefaults() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        annotate(Files.readAllLines(SAMPLE), new ArrayList<>(), values);

        for (Setting setting : Settings.all()) {
            if (setting.need() == Setting.Need.DEFAULT && !example(setting)) {
                assertThat(values).containsEntry(setting.path(), setting.fallback());
            }
        }
    }

    @Test
    void itsDefaultsAreTheReal() throws IOException {
        GatewayConfig sample = files.load(Files.readString(SAMPLE));
        GatewayConfig minimal = files.load(ConfigFolder.MINIMAL);

        assertThat(sample.timeouts()).isEqualTo(minimal.timeouts()).isEqualTo(Timeouts.DEFAULTS);
        assertThat(sample.limits()).isEqualTo(minimal.limits()).isEqualTo(Limits.DEFAULTS);
        assertThat(sample.peers()).isEqualTo(minimal.peers());
        assertThat(sample.spool()).isEqualTo(minimal.spool());
        assertThat(sample.messageLog().subsystems()).isNotEmpty(); // an example
        assertThat(sample.messageLog().encryption()).isNotNull(); // another
        assertThat(sample.messageLog().postgresql()).isNotNull(); // another, as is Kafka's
        assertThat(sample.messageLog())
                .usingRecursiveComparison()
                .ignoringFields("subsystems", "postgresql", "kafka", "encryption")
                .isEqualTo(minimal.messageLog());
        assertThat(sample.globalConfiguration()).isEqualTo(minimal.globalConfiguration());
        assertThat(sample.digest()).isEqualTo(minimal.digest());
        assertThat(sample.faultStyle()).isEqualTo(minimal.faultStyle());
        assertThat(sample.strictIdentifiers()).isEqualTo(minimal.strictIdentifiers());
        assertThat(sample.proxyVersion()).isEqualTo(minimal.proxyVersion());
        assertThat(sample.exchangeLog()).isEqualTo(minimal.exchangeLog());
        assertThat(sample.eventLoops()).isEqualTo(minimal.eventLoops());
        assertThat(sample.listen().clientHttp()).isEqualTo(minimal.listen().clientHttp());
        assertThat(sample.listen().peer()).isEqualTo(minimal.listen().peer());
        assertThat(sample.listen().ocsp()).isEqualTo(minimal.listen().ocsp());
        assertThat(minimal.listen().clientHttps()).isNull();
        String withKey = ConfigFolder.MINIMAL + "  clientTls: {file: bank-auth.p12, passwordFile: bank-auth.pin}\n";
        assertThat(files.load(withKey).listen().clientHttps())
                .isEqualTo(sample.listen().clientHttps());
    }

    @Test
    void everyComponentOfTimeoutsAndLimitsIsASetting() {
        for (Class<?> record : List.of(Timeouts.class, Limits.class)) {
            String path = record == Timeouts.class ? "timeouts" : "limits";
            List<String> components = new ArrayList<>();
            for (var component : record.getRecordComponents()) {
                components.add(component.getName());
            }
            assertThat(Settings.below(path).stream().map(Setting::key)).containsExactlyElementsOf(components);
        }
    }

    /** What may only be shown by an example. */
    private static boolean example(Setting setting) {
        return (setting.fallback().equals("[]") && !setting.path().startsWith("peers."))
                || setting.path().contains("[].endpoints[]");
    }

    /** Follows keys by their indentation; writes each below its comment, and collects what is first said of it. */
    private static void annotate(List<String> lines, List<String> annotated, Map<String, String> values) {
        Map<String, Setting> settings = Settings.all().stream().collect(Collectors.toMap(Setting::path, s -> s));
        Map<Integer, String> above = new LinkedHashMap<>();
        boolean header = true;
        for (String line : lines) {
            String text = line.strip();
            header &= text.startsWith("#");
            if (text.startsWith("#") && !header) {
                continue;
            }
            if (!header && !text.isEmpty()) {
                boolean item = text.startsWith("- ");
                int dash = line.indexOf(text);
                int indent = dash + (item ? 2 : 0);
                above.keySet().removeIf(i -> i >= (item ? indent : dash));
                String parent =
                        above.isEmpty() ? "" : List.copyOf(above.values()).getLast() + ".";
                String key = text.substring(item ? 2 : 0, text.indexOf(':'));
                boolean list = lines.indexOf(line) + 1 < lines.size() && opensList(lines, lines.indexOf(line));
                String path = parent + key;
                above.put(indent, list ? path + "[]" : path);
                Setting setting = settings.get(path);
                if (setting != null) {
                    annotated.add(" ".repeat(dash) + "# " + setting.comment());
                    values.putIfAbsent(
                            path, text.substring(text.indexOf(':') + 1).strip());
                }
            }
            annotated.add(line);
        }
    }

    private static boolean opensList(List<String> lines, int at) {
        for (String line : lines.subList(at + 1, lines.size())) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                return text.startsWith("- ") && lines.get(at).strip().endsWith(":");
            }
        }
        return false;
    }

    private static Path sample() {
        Path module = Path.of("").toAbsolutePath();
        return module.resolveSibling("config-samples").resolve("gateway.yaml");
    }
}
