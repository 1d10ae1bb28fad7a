package org.spean.crypto.asic;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.CaptureSet;

/** Containers and archives of real servers, taken apart by the JDK. */
final class GoldenContainers {
    private GoldenContainers() {}

    /** A container's entries in order. */
    record Opened(Map<String, byte[]> entries, Instant time) {
        byte[] get(String name) {
            return Objects.requireNonNull(entries.get(name), name);
        }

        byte @Nullable [] find(String name) {
            return entries.get(name);
        }

        /** What a server must have had to write it. */
        ContainerContent content() {
            byte[] signature = get(EntryName.SIGNATURE);
            byte[] result = find(EntryName.STAMP_RESULT);
            byte[] token;
            if (result == null) {
                String text = new String(signature, StandardCharsets.UTF_8);
                int from = text.indexOf("<xades:EncapsulatedTimeStamp>") + 29;
                token = Base64.getDecoder().decode(text.substring(from, text.indexOf('<', from)));
                signature = text.replaceAll("<xades:SignatureTimeStamp>.*</xades:SignatureTimeStamp>", "")
                        .getBytes(StandardCharsets.UTF_8);
            } else {
                token = get(EntryName.TOKEN);
            }
            List<ContainerPart> attachments = new ArrayList<>();
            for (int i = 1; entries.containsKey("attachment" + i); i++) {
                attachments.add(ContainerPart.of(get("attachment" + i)));
            }
            return new ContainerContent(
                    time,
                    get(EntryName.MESSAGE),
                    new SignatureParts(signature, find(EntryName.RESULT), find(EntryName.CHAIN)),
                    new ContainerStamp(token, result, find(EntryName.STAMP_CHAIN)),
                    attachments);
        }
    }

    static Opened open(byte[] container) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Instant time = Instant.EPOCH;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(container))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
                time = entry.getLastModifiedTime().toInstant();
            }
        }
        return new Opened(entries, time);
    }

    /** All containers of a set. */
    static List<Path> of(CaptureSet set) {
        return files(set.inside("asic"), ".asice");
    }

    static List<Path> archives() {
        return files(CaptureSet.named("ec").root().resolve("archive"), ".zip");
    }

    static Path encryptedArchive(String file) {
        return files(CaptureSet.named("ec").root().resolve("archive/encrypted"), file)
                .getFirst();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found =
                    files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
            if (found.isEmpty()) {
                throw new AssertionError("no *" + ending + " in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
