package org.spean.globalconf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.spean.config.ConfigurationException;

/**
 * What the configuration client noted beside a part: {@code shared-params.xml.metadata}.
 *
 * @param expires until when the part may be used; {@link Instant#MIN}, so never, where it is not noted
 * @param version of the configuration, 2 where it is not noted
 */
record PartMetadata(Instant expires, int version) {
    private static final int MAX_BYTES = 64 << 10;
    private static final int OLDEST = 2;
    private static final int NEWEST = 6;

    /** Reads the metadata of a part. */
    static PartMetadata of(Path part) {
        Path file = part.resolveSibling(part.getFileName() + ".metadata");
        try (InputStream in = Files.newInputStream(file)) {
            JsonNode tree = new JsonMapper().readTree(in.readNBytes(MAX_BYTES));
            return new PartMetadata(expires(file, tree.path("expirationDate")), version(file, tree));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file, null, "no such file", e);
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(file, null, "no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConfigurationException(file, null, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Instant expires(Path file, JsonNode date) {
        if (date.isMissingNode() || date.isNull()) {
            return Instant.MIN;
        }
        try {
            return OffsetDateTime.parse(date.asText()).toInstant();
        } catch (DateTimeException e) {
            throw new ConfigurationException(
                    file, "expirationDate", "'" + date.asText() + "' (expected: date and time of ISO 8601)", e);
        }
    }

    private static int version(Path file, JsonNode tree) {
        String text = tree.path("configurationVersion").asText("");
        if (text.isEmpty()) {
            return OLDEST;
        }
        if (!text.matches("\\d") || Integer.parseInt(text) < OLDEST || Integer.parseInt(text) > NEWEST) {
            throw new ConfigurationException(
                    file, "configurationVersion", "'" + text + "' (expected: " + OLDEST + " to " + NEWEST + ")");
        }
        return Integer.parseInt(text);
    }
}
