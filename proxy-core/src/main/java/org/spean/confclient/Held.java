package org.spean.confclient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * The tree in use while a round runs: what it holds of a directory, and how old that is.
 *
 * @param root of the tree
 */
record Held(Path root) {
    private static final String SHARED_FILE = "shared-params.xml";
    private static final int BUFFER = 64 << 10;

    /** The folder of an instance. */
    Path folder(String instance) {
        return root.resolve(instance);
    }

    /** Where a part of a directory is, or would be. */
    Path file(DirectoryItem item, String instance) {
        return folder(item.instance() == null ? instance : item.instance()).resolve(item.fileName());
    }

    /** Whether a part is there as the directory says. */
    boolean holds(DirectoryItem item, String instance) throws IOException {
        Path file = file(item, instance);
        return Files.isRegularFile(file) && digest(file, item.algorithm()).equals(item.digest());
    }

    /** Whether the tree was made of a directory that said the same, as it is after a restart. */
    boolean isOf(Directory directory, String instance, String part, List<DirectoryItem> items) throws IOException {
        Set<String> expected = new TreeSet<>();
        for (DirectoryItem item : items) {
            String of = item.instance() == null ? instance : item.instance();
            if (!PartNote.of(item, of, directory).equals(PartNote.read(file(item, instance)))
                    || !holds(item, instance)) {
                return false;
            }
            expected.add(of + "/" + item.fileName());
        }
        if (part.equals(DirectoryItem.PRIVATE)) {
            for (Path file : TreeStore.list(folder(instance))) {
                String name = TreeStore.name(file);
                // Shared parameters may be there from a source of their own.
                if (!name.endsWith(".metadata")
                        && !name.equals(SHARED_FILE)
                        && !expected.contains(instance + "/" + name)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How old what is held of these parts is; null when nothing is. */
    @Nullable
    Age age(String instance, List<DirectoryItem> items) {
        @Nullable Age age = null;
        for (DirectoryItem item : items) {
            PartNote note = instance.equals(item.instance()) ? PartNote.read(file(item, instance)) : null;
            if (note != null) {
                age = (age == null ? new Age(null, note.expires()) : age.orLater(note.expires()))
                        .orLater(note.location());
            }
        }
        return age;
    }

    /** Of which there are folders. */
    Set<String> instances() throws IOException {
        Set<String> instances = new TreeSet<>();
        for (Path folder : TreeStore.list(root)) {
            if (Files.isDirectory(folder)) {
                instances.add(TreeStore.name(folder));
            }
        }
        return instances;
    }

    /** What a small file says; empty if it is not there. */
    String noted(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.isRegularFile(file) ? Files.readString(file).strip() : "";
    }

    private static String digest(Path file, DigestAlgorithm algorithm) throws IOException {
        MessageDigest digest = DigestingFile.start(algorithm);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
