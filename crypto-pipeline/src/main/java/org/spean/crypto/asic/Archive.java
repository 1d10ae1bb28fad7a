package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many containers in one file: an archive, which links them, or a download from a server's {@code /asic}, which does not.
 * Nothing has been verified. Containers of up to 16 MiB are unpacked into memory, larger ones into a temporary file,
 * one at a time. Used by one thread.
 */
public final class Archive implements EvidenceFile {
    /** Of any file of evidence, before it is known what it is. */
    static final StrictZip.Bounds BOUNDS = new StrictZip.Bounds(65_534, 0xFFFFFFFEL, 1L << 36);

    private static final String CONTAINER = ".asice";
    private static final int IN_MEMORY = 16 << 20;
    private static final int MAX_LINKING = 64 << 20;

    private final StrictZip zip;

    private Archive(StrictZip zip) {
        this.zip = zip;
    }

    static Archive of(StrictZip zip) throws IOException {
        try {
            check(zip);
            return new Archive(zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static void check(StrictZip zip) throws IOException {
        int containers = 0;
        for (StrictZip.Entry entry : zip.entries()) {
            if (entry.name().endsWith(CONTAINER)) {
                containers++;
            } else if (!entry.name().equals(ArchiveLink.LINKING)) {
                throw ZipDeviationException.unreadable(entry.name() + " has no place in an archive of containers");
            } else if (entry.size() > MAX_LINKING) {
                throw new ZipDeviationException(entry.name() + " is too large (expected: at most 64 MiB)");
            }
        }
        if (containers == 0) {
            throw ZipDeviationException.unreadable("holds neither a container's entries nor containers");
        }
    }

    /** The names of its containers, in the order of the file. */
    public List<String> containers() {
        return zip.entries().stream()
                .map(StrictZip.Entry::name)
                .filter(name -> name.endsWith(CONTAINER))
                .toList();
    }

    /** Opens a container; it is to be closed before this file is. */
    public Container container(String name) throws IOException {
        StrictZip.Entry entry = entry(name);
        if (entry.size() <= IN_MEMORY) {
            return Container.open(zip.content(entry));
        }
        Path file = Files.createTempFile("spean-", CONTAINER);
        try {
            try (InputStream in = zip.open(entry);
                    OutputStream out = Files.newOutputStream(file)) {
                in.transferTo(out);
            }
            return Container.open(file);
        } finally {
            Files.delete(file); // an open file can be read all the same
        }
    }

    private StrictZip.Entry entry(String name) {
        StrictZip.Entry entry = zip.find(name);
        if (entry == null) {
            throw new IllegalArgumentException("container: " + name);
        }
        return entry;
    }

    /**
     * Checks that the chain leads over exactly the containers of this file, in order.
     *
     * @param fileName whose last part must be the digest's beginning, if it is formed as archives' names are
     * @param previous what the chain must begin with: a digest, or {@code -} for the first file of a group; {@code null}
     *     to believe what the file says
     * @return {@code null} if this is a download, which has no chain
     */
    public @Nullable LinkReport link(String fileName, @Nullable String previous) throws IOException {
        StrictZip.Entry entry = zip.find(ArchiveLink.LINKING);
        if (entry == null) {
            return null;
        }
        LinkingInfo info;
        try {
            info = LinkingInfo.parse(new String(zip.content(entry), UTF_8));
        } catch (ZipDeviationException e) {
            return LinkReport.failed(String.valueOf(e.getMessage()));
        }
        String failure = info.check(containers(), this::digest);
        if (failure == null && previous != null && !previous.equalsIgnoreCase(info.from())) {
            failure = info.from().equals(ArchiveLink.NONE)
                    ? "says it is the first of its chain, but is to follow another"
                    : "follows " + info.previousName() + " of another digest than expected";
        }
        String inName = ArchiveName.digestIn(fileName);
        if (failure == null && inName != null && !info.last().startsWith(inName)) {
            failure = "does not end with the digest in its name";
        }
        return new LinkReport(failure, info.from(), info.previousName(), info.last());
    }

    private byte[] digest(String name, LinkingInfo info) throws IOException {
        try (InputStream in = zip.open(entry(name))) {
            return Container.digest(in, info.algorithm());
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
