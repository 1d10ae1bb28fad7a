package org.spean.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an import checks of a configuration anchor before it is carried over.
 *
 * @param instance the instance it belongs to
 * @param sources URLs of its configuration sources
 */
record Anchor(String instance, List<String> sources) {

    static Anchor read(Path file) {
        String[] instance = {""};
        List<String> sources = new ArrayList<>();
        Elements.read(file, "configurationAnchor", (path, text) -> {
            switch (path) {
                case "/configurationAnchor/instanceIdentifier" -> instance[0] = text;
                case "/configurationAnchor/source/downloadURL" -> sources.add(text);
                default -> {}
            }
        });
        if (instance[0].isEmpty() || sources.isEmpty()) {
            throw new ImportException(file, "names no instance or no source (expected: a configuration anchor)");
        }
        return new Anchor(instance[0], List.copyOf(sources));
    }
}
