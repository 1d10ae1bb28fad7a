package org.spean.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An X-Road server's system parameters, {@code section.name}, as its {@code conf.d/*.ini} files set them: add-ons first,
 * then the packages' files, their overrides, and {@code local.ini} last. The one read last wins.
 */
final class SystemParameters {

    /** A parameter that is set, and where. */
    record Parameter(String name, String value, Path file) {
        @Override
        public String toString() {
            return name + "=" + value;
        }

        List<String> list() {
            return Stream.of(value.split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .toList();
        }
    }

    private final Map<String, Parameter> parameters;
    private final Set<String> taken = new HashSet<>();

    private SystemParameters(Map<String, Parameter> parameters) {
        this.parameters = parameters;
    }

    static SystemParameters read(Path folder) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Path directory = folder.resolve("conf.d");
        List<Path> files = new ArrayList<>(inis(directory.resolve("addons")));
        files.addAll(inis(directory));
        for (Path file : files) {
            IniFile.read(file).forEach((name, value) -> parameters.put(name, new Parameter(name, value, file)));
        }
        return new SystemParameters(parameters);
    }

    /** A parameter, thereby dealt with; null if it is not set. */
    @Nullable
    Parameter take(String name) {
        taken.add(name);
        return parameters.get(name);
    }

    String take(String name, String fallback) {
        Parameter parameter = take(name);
        return parameter == null || parameter.value().isEmpty() ? fallback : parameter.value();
    }

    /** Those nobody has taken. */
    List<Parameter> rest() {
        return parameters.values().stream()
                .filter(parameter -> !taken.contains(parameter.name()))
                .toList();
    }

    private static List<Path> inis(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".ini") && Files.isRegularFile(file))
                    .sorted(Comparator.comparingInt(SystemParameters::rank).thenComparing(Path::compareTo))
                    .toList();
        } catch (IOException e) {
            throw new ImportException(directory, "cannot be listed: " + e.getMessage(), e);
        }
    }

    private static int rank(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals("local.ini") ? 2 : name.startsWith("override-") ? 1 : 0;
    }
}
