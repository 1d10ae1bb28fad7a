package org.spean.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.spean.fuzz.FuzzTarget;
import org.spean.fuzz.Golden;

/**
 * Backups of anybody: the input is the archive, or the manifest of one that holds two files. All of it is restored into the folder,
 * or nothing, and nothing anywhere else.
 */
public final class RestoreFuzz implements FuzzTarget {

    private static final String ENTRY = "files/gateway.yaml";
    private static final String OTHER = "elsewhere/etc/register.pem";
    private static final byte[] CONTENT = "server: {}\n".getBytes(UTF_8);

    private final Path folder = Golden.folder();
    private final Path file = folder.resolve("a.backup");
    private final Path target = folder.resolve("restored");

    /** Makes a folder of its own. */
    public RestoreFuzz() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
    }

    @Override
    public Stream<byte[]> seeds() {
        String manifest = manifest("gateway.yaml", "/etc/register.pem");
        return Stream.of(
                manifest.getBytes(UTF_8),
                manifest("../gateway.yaml", "a/b").getBytes(UTF_8),
                manifest("gateway.yaml", "gateway.yaml/b").getBytes(UTF_8),
                manifest("a//b", "elsewhere/../../c").getBytes(UTF_8),
                manifest.replace("\"mode\":\"rw-------\"", "\"mode\":null").getBytes(UTF_8),
                manifest.replace("\"/etc/register.pem\"", "null").getBytes(UTF_8),
                zip(manifest.getBytes(UTF_8)));
    }

    private static String manifest(String path, String other) {
        return """
                {"format":1,"version":"1","made":"2026-11-30T12:00:00Z","server":"CAMBODIA/GOV/CAMDX-000121/ss",\
                "configuration":"%1$s","withKeys":false,"files":[%2$s,%3$s],"leftOut":["pin"],\
                "keys":[{"id":"a","serialNumber":"1"}],"keyFailures":{},"messageLog":{"home":"embedded"}}\
                """.formatted(path, item(ENTRY, path), item(OTHER, other));
    }

    private static String item(String entry, String path) {
        return "{\"entry\":\"%s\",\"path\":\"%s\",\"mode\":\"rw-------\",\"bytes\":%d,\"sha256\":\"%s\"}"
                .formatted(entry, path, CONTENT.length, BackupFile.sha256(CONTENT));
    }

    private static byte[] zip(byte[] manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            put(out, Manifest.ENTRY, manifest);
            put(out, ENTRY, CONTENT);
            put(out, OTHER, CONTENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    @Override
    public void run(byte[] input) throws IOException {
        restore(input);
        restore(zip(input));
    }

    private void restore(byte[] archive) throws IOException {
        Files.write(file, archive);
        try {
            List<Path> restored = Restore.into(BackupFile.read(file), target, false);
            Set<Path> expected = new TreeSet<>(restored);
            expected.add(file);
            if (!files().equals(expected) || restored.stream().anyMatch(path -> !path.startsWith(target))) {
                throw new AssertionError("restored: " + files() + ", said: " + expected);
            }
        } catch (BackupException refused) {
            requireNothing(refused);
        } catch (IOException e) { // of the file system: names that are too long, a file where a folder is to be
            requireNothing(e);
        } finally {
            remove(target);
        }
    }

    private void requireNothing(Exception e) throws IOException {
        Objects.requireNonNull(e.getMessage());
        if (!files().equals(Set.of(file))) {
            throw new AssertionError("refused, but: " + files(), e);
        }
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !Files.isDirectory(path)).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void remove(Path top) {
        if (!Files.exists(top)) {
            return;
        }
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
