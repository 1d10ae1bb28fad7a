package org.spean.importer;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An INI file of X-Road: sections, names with values, comments on lines of their own. */
final class IniFile {
    private static final long MAX_BYTES = 1 << 20;

    private IniFile() {}

    /** Reads {@code section.name} with values; a name that is there twice has its last one. */
    static Map<String, String> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ImportException(file, "longer than " + MAX_BYTES + " bytes");
            }
            return parse(file, Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new ImportException(file, "not UTF-8", e);
        } catch (IOException e) {
            throw new ImportException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    static Map<String, String> parse(Object file, List<String> lines) {
        Map<String, String> values = new LinkedHashMap<>();
        String section = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) {
                continue;
            }
            String place = "line " + (i + 1) + ": ";
            if (line.startsWith("[")) {
                if (!line.endsWith("]") || line.length() < 3) {
                    throw new ImportException(file, place + "'" + line + "' (expected: [section])");
                }
                section = line.substring(1, line.length() - 1).strip();
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new ImportException(file, place + "'" + line + "' (expected: name=value or [section])");
            }
            if (section.isEmpty()) {
                throw new ImportException(file, place + "'" + line + "' stands before the first [section]");
            }
            values.put(
                    section + "." + line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return values;
    }
}
