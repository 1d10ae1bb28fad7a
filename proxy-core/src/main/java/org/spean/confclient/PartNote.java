package org.spean.confclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is noted beside a part, {@code shared-params.xml.metadata}, in the form that X-Road's configuration client uses.
 *
 * @param location where it came from, as its directory had it
 */
record PartNote(String identifier, String instance, String location, Instant expires, int version) {
    private static final int MAX_BYTES = 64 << 10;
    private static final JsonMapper JSON = new JsonMapper();

    /** What is to be noted beside a part that a directory names. */
    static PartNote of(DirectoryItem item, String instance, Directory directory) {
        return new PartNote(
                item.identifier(),
                instance,
                item.location(),
                directory.expires().truncatedTo(ChronoUnit.SECONDS),
                directory.version());
    }

    static Path fileOf(Path part) {
        return part.resolveSibling(part.getFileName() + ".metadata");
    }

    void write(Path part) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("contentIdentifier", identifier)
                .put("instanceIdentifier", instance)
                .putNull("contentFileName")
                .put("contentLocation", location)
                .put("expirationDate", expires.toString())
                .put("configurationVersion", String.valueOf(version));
        Files.writeString(fileOf(part), json.toString());
    }

    /** The note beside a part; null where it is missing or cannot be read, as with a part of unknown age. */
    static @Nullable PartNote read(Path part) {
        try (InputStream in = Files.newInputStream(fileOf(part))) {
            JsonNode json = JSON.readTree(in.readNBytes(MAX_BYTES));
            return new PartNote(
                    json.path("contentIdentifier").asText(""),
                    json.path("instanceIdentifier").asText(""),
                    json.path("contentLocation").asText(""),
                    OffsetDateTime.parse(json.path("expirationDate").asText("")).toInstant(),
                    json.path("configurationVersion").asInt(Directory.OLDEST));
        } catch (JsonProcessingException | DateTimeException e) {
            return null; // the reader of the tree says what is wrong with it
        } catch (IOException e) {
            return null;
        }
    }
}
