package org.spean.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A backup as a file: a ZIP archive of the manifest and, in its order, the files. Read whole, and believed only when each entry
 * is what the manifest says of it and nothing is missing or too many.
 *
 * @param contents by name of the entry
 */
public record BackupFile(Manifest manifest, Map<String, byte[]> contents) {

    /** Of all entries together; what a configuration refers to is small. */
    static final int MOST_BYTES = 96 << 20;

    private static final ObjectMapper JSON = new JsonMapper();

    /**
     * Writes it, readable for its owner alone; whole or not at all.
     *
     * @throws BackupException when there is such a file already
     */
    public void write(Path file) throws BackupException, IOException {
        if (Files.exists(file)) {
            throw new BackupException(file + ": exists already (expected: the name of a new file)");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BackupException(file + ": no such folder: " + folder);
        }
        Path draft = Files.createTempFile(folder, "." + file.getFileName() + "-", ".new", Modes.OWNER_FILE);
        try {
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(draft))) {
                put(out, Manifest.ENTRY, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
                for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                    put(out, content.getKey(), content.getValue());
                }
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    /**
     * Reads and checks one.
     *
     * @throws BackupException when it is none, is damaged or of a newer format; the text says what is wrong
     */
    public static BackupFile read(Path file) throws BackupException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BackupException(file + ": no such file");
        }
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long left = MOST_BYTES;
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                byte[] content = content(zip, entry, left);
                left -= content.length;
                if (entries.put(entry.getName(), content) != null) {
                    throw new BackupException(file + ": damaged: " + entry.getName() + " is there twice");
                }
            }
        } catch (IOException | IllegalArgumentException e) { // the latter: names that are no text
            throw new BackupException(file + ": damaged, or no backup: " + e.getMessage(), e);
        }
        byte[] described = entries.remove(Manifest.ENTRY);
        if (described == null) {
            throw new BackupException(file + ": no backup: it has no " + Manifest.ENTRY);
        }
        BackupFile backup = new BackupFile(manifest(file, described), entries);
        backup.check(file);
        return backup;
    }

    private static byte[] content(ZipFile zip, ZipEntry entry, long most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (content.size() + read > most) {
                    throw new IOException("larger than " + (MOST_BYTES >> 20) + " MiB");
                }
                content.write(piece, 0, read);
            }
            CRC32 crc = new CRC32();
            crc.update(content.toByteArray());
            if (crc.getValue() != entry.getCrc()) { // ZipFile itself does not look at it
                throw new IOException(entry.getName() + " is not what was written");
            }
            return content.toByteArray();
        }
    }

    private static Manifest manifest(Path file, byte[] text) throws BackupException {
        try {
            JsonNode tree = JSON.readTree(text);
            JsonNode format = tree.path("format");
            if (!format.isInt()) {
                throw new BackupException(file + ": no backup: its manifest names no format");
            }
            if (format.intValue() != Manifest.FORMAT) {
                throw new BackupException(file + ": format " + format.intValue() + ", made by Spean "
                        + tree.path("version").asText("?") + " (expected: " + Manifest.FORMAT
                        + ", or a version of Spean that knows it)");
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (IOException e) {
            throw new BackupException(file + ": damaged: its manifest cannot be read", e);
        }
    }

    private void check(Path file) throws BackupException {
        Set<String> expected = new HashSet<>();
        Set<String> paths = new HashSet<>();
        for (Manifest.Item item : manifest.files()) {
            byte[] content = contents.get(item.entry());
            if (content == null || !expected.add(item.entry()) || !paths.add(item.path())) {
                throw new BackupException(file + ": damaged: " + item.entry() + " is missing, or there twice");
            }
            if (content.length != item.bytes() || !sha256(content).equals(item.sha256())) {
                throw new BackupException(file + ": damaged: " + item.entry() + " is not what the manifest says");
            }
        }
        for (String entry : contents.keySet()) {
            if (!expected.contains(entry)) {
                throw new BackupException(file + ": damaged: " + entry + " is not in the manifest");
            }
        }
        if (!paths.contains(manifest.configuration())) {
            throw new BackupException(file + ": damaged: no configuration file");
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The manifest as a document. */
    public String json() throws JsonProcessingException {
        return JSON.writeValueAsString(manifest);
    }
}
