package org.spean.description;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.config.AppliedDescription;
import org.spean.config.DescribedEndpoint;
import org.spean.config.DescriptionSource;
import org.spean.config.ServiceDescription;

/** A description fetched anew, beside what was applied of it before. */
public final class Refresh {
    private final DescriptionSource source;
    private final @Nullable AppliedDescription before;
    private final AppliedDescription after;
    private final ReadDocument document;

    private Refresh(
            DescriptionSource source,
            @Nullable AppliedDescription before,
            AppliedDescription after,
            ReadDocument document) {
        this.source = source;
        this.before = before;
        this.after = after;
        this.document = document;
    }

    /**
     * Fetches and reads a description; changes nothing. Blocks, up to a minute.
     *
     * @throws DescriptionException in one line: location, reason
     */
    public static Refresh of(DescriptionSource source) {
        byte[] fetched = Fetch.of(source);
        ReadDocument document = source.kind() == ServiceDescription.Kind.WSDL
                ? WsdlDocument.read(source, fetched)
                : OpenApiDocument.read(source, fetched);
        String digest = sha256(fetched);
        AppliedDescription after = new AppliedDescription(
                source.location(),
                digest,
                source.name() + "-" + sha256(document.published()).substring(0, 12) + "." + document.extension(),
                document.contentType(),
                document.services());
        return new Refresh(source, before(source), after, document);
    }

    private static @Nullable AppliedDescription before(DescriptionSource source) {
        try {
            return AppliedDescription.read(source.index(), Files.readAllBytes(source.index()));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new DescriptionException(source.index() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The entry of the configuration. */
    public DescriptionSource source() {
        return source;
    }

    /** What the parser found strange; nothing that keeps the description from being applied. */
    public List<String> remarks() {
        return document.remarks();
    }

    /** What applying it would change, one line each; empty if nothing. */
    public List<String> differences() {
        if (after.equals(before) && Files.isReadable(file())) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        Map<String, AppliedDescription.Service> old = byName(before);
        Map<String, AppliedDescription.Service> fresh = byName(after);
        fresh.forEach((name, service) -> {
            AppliedDescription.Service was = old.get(name);
            if (was == null) {
                lines.add("+ service " + name + " at " + service.url());
                service.endpoints().forEach(endpoint -> lines.add("+   " + text(endpoint)));
            } else {
                compare(name, was, service, lines);
            }
        });
        old.forEach((name, service) -> {
            if (!fresh.containsKey(name)) {
                lines.add("- service " + name + " at " + service.url());
            }
        });
        if (lines.isEmpty()) {
            lines.add("~ the text of the document, nothing of its services");
        }
        return lines;
    }

    private static void compare(
            String name, AppliedDescription.Service was, AppliedDescription.Service is, List<String> lines) {
        int before = lines.size();
        if (!was.url().equals(is.url())) {
            lines.add("~   url " + was.url() + " -> " + is.url());
        }
        Set<DescribedEndpoint> added = new LinkedHashSet<>(is.endpoints());
        was.endpoints().forEach(added::remove);
        Set<DescribedEndpoint> removed = new LinkedHashSet<>(was.endpoints());
        is.endpoints().forEach(removed::remove);
        added.forEach(endpoint -> lines.add("+   " + text(endpoint)));
        removed.forEach(endpoint -> lines.add("-   " + text(endpoint)));
        if (lines.size() > before) {
            lines.add(before, "~ service " + name);
        }
    }

    private static Map<String, AppliedDescription.Service> byName(@Nullable AppliedDescription of) {
        Map<String, AppliedDescription.Service> services = new LinkedHashMap<>();
        if (of != null) {
            of.services().forEach(service -> services.put(service.name(), service));
        }
        return services;
    }

    private static String text(DescribedEndpoint endpoint) {
        return endpoint.method() + " " + endpoint.path();
    }

    /**
     * Makes it what gateways with this configuration offer: a running one takes it up by itself. The document is written
     * first and the index that names it last and at once, so that a gateway sees the old or the new.
     *
     * @throws DescriptionException if it cannot be written; nothing has changed then
     */
    public void apply() {
        try {
            Files.createDirectories(source.directory());
            write(file(), document.published());
            write(source.index(), after.json());
            if (before != null && !before.document().equals(after.document())) {
                Files.deleteIfExists(source.directory().resolve(before.document()));
            }
        } catch (IOException e) {
            throw new DescriptionException(source.directory() + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private Path file() {
        return source.directory().resolve(after.document());
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
