package org.spean.crypto.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.MemberId;

/**
 * What is noted of the keys of a folder or token beside the keys themselves: the file {@code index} in the folder, in the form of
 * Java's properties. A key that is not in it is active. Immutable.
 */
public final class KeyIndex {
    private static final String FILE = "index";
    private static final int MAX_BYTES = 4 << 20;
    private static final Object CHANGES = new Object();

    /**
     * What is noted of one key.
     *
     * @param use absent when only a certificate tells
     * @param member whom a signing key is for; absent when only a certificate tells
     * @param label what people call it; absent if they have not
     */
    public record Entry(
            @Nullable KeyUse use,
            @Nullable MemberId member,
            @Nullable String label,
            boolean active) {
        static final Entry NOTHING = new Entry(null, null, null, true);
    }

    private final Map<String, Entry> entries;

    private KeyIndex(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * The index of a folder; an empty one if it has none.
     *
     * @throws IOException when it cannot be read, with one line that names it
     */
    public static KeyIndex read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Map<String, Entry> entries = new TreeMap<>();
        if (!Files.exists(file)) {
            return new KeyIndex(entries);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": larger than " + MAX_BYTES + " bytes");
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
            for (String name : properties.stringPropertyNames()) {
                String id = name.substring(0, Math.max(0, name.lastIndexOf('.')));
                entries.computeIfAbsent(id, absent -> entry(properties, absent));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return new KeyIndex(entries);
    }

    private static Entry entry(Properties from, String id) {
        String use = from.getProperty(id + ".use");
        String member = from.getProperty(id + ".member");
        String active = from.getProperty(id + ".active", "true");
        if (!active.equals("true") && !active.equals("false")) {
            throw new IllegalArgumentException(id + ".active: '" + active + "' (expected: true or false)");
        }
        try {
            return new Entry(
                    use == null ? null : KeyUse.named(use),
                    member == null ? null : MemberId.parse(member),
                    from.getProperty(id + ".label"),
                    active.equals("true"));
        } catch (IdentifierException e) {
            throw new IllegalArgumentException(id + ".member: " + e.getMessage(), e);
        }
    }

    /** What is noted of a key. */
    public Entry entry(String id) {
        return entries.getOrDefault(id, Entry.NOTHING);
    }

    /** Whether a key may be used. */
    public boolean active(String id) {
        return entry(id).active();
    }

    /** The same with another note of one key. */
    public KeyIndex with(String id, Entry entry) {
        Map<String, Entry> changed = new TreeMap<>(entries);
        changed.put(id, entry);
        return new KeyIndex(changed);
    }

    /** Notes whether a key may be used. */
    public KeyIndex with(String id, boolean active) {
        Entry old = entry(id);
        return with(id, new Entry(old.use(), old.member(), old.label(), active));
    }

    /** Changes the index of a folder, whatever others change at the same time; waits for them. */
    public static void change(Path folder, UnaryOperator<KeyIndex> change) throws IOException {
        synchronized (CHANGES) { // a lock on a file is the whole process's
            try (FileChannel _ = PrivateFiles.lock(folder)) {
                change.apply(read(folder)).write(folder);
            }
        }
    }

    private void write(Path folder) throws IOException {
        StringBuilder text = new StringBuilder("# written by 'spean key'\n");
        entries.forEach((id, entry) -> {
            line(text, id + ".use", entry.use() == null ? null : entry.use().text());
            line(
                    text,
                    id + ".member",
                    entry.member() == null ? null : entry.member().toString());
            line(text, id + ".label", entry.label());
            line(text, id + ".active", String.valueOf(entry.active()));
        });
        PrivateFiles.replace(folder.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(escaped(name, " \t\f=:#!\\"))
                    .append(" = ")
                    .append(escaped(value.replace('\n', ' ').replace('\r', ' ').strip(), "\\"))
                    .append('\n');
        }
    }

    private static String escaped(String text, String special) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            escaped.append(special.indexOf(text.charAt(i)) < 0 ? "" : "\\").append(text.charAt(i));
        }
        return escaped.toString();
    }

    /** The certificates in the PEM files of a folder. */
    public static List<X509Certificate> certificates(Path folder) throws IOException {
        List<X509Certificate> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
            for (Path file : files) {
                for (Certificate one : CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                    all.add((X509Certificate) one);
                }
            }
        } catch (CertificateException e) {
            throw new IOException(folder + ": a file that is no certificate: " + e.getMessage(), e);
        }
        return all;
    }
}
