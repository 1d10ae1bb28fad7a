package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.StreamingDigest;

/**
 * A container opened to be read: its entries are within bounds, and none is unknown, since nothing would vouch for it.
 * Nothing else has been verified. All but attachments is read into memory; those may have up to 4 GiB together. Used by
 * one thread.
 */
public final class Container implements EvidenceFile {
    private static final int MAX_ENTRIES = 1100;
    private static final long MAX_DOCUMENT = 64L << 20;
    private static final long MAX_SIZE = 0xFFFFFFFEL;
    private static final int BUFFER = 1 << 16;
    private static final Set<String> DOCUMENTS = Set.of(
            EntryName.MIMETYPE,
            EntryName.MESSAGE,
            EntryName.SIGNATURE,
            EntryName.RESULT,
            EntryName.CHAIN,
            EntryName.STAMP_RESULT,
            EntryName.STAMP_CHAIN,
            EntryName.MANIFEST,
            EntryName.STAMP_MANIFEST,
            EntryName.TOKEN);

    private final StrictZip zip;

    private Container(StrictZip zip) {
        this.zip = zip;
    }

    /**
     * Opens a file.
     *
     * @throws ZipDeviationException if it is no container that can be read in one way only
     */
    public static Container open(Path file) throws IOException {
        return open(ZipBytes.of(file));
    }

    /** Opens a container in memory; the array must not be changed meanwhile. */
    public static Container open(byte[] container) throws IOException {
        return open(new ZipBytes.Memory(container));
    }

    static Container open(ZipBytes bytes) throws IOException {
        return of(StrictZip.open(bytes, new StrictZip.Bounds(MAX_ENTRIES, MAX_SIZE, MAX_SIZE)));
    }

    static Container of(StrictZip zip) throws IOException {
        try {
            check(zip);
            return new Container(zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** Whether these are the entries of a container, good or bad. */
    static boolean looksLike(StrictZip zip) {
        return zip.find(EntryName.SIGNATURE) != null || zip.find(EntryName.MESSAGE) != null;
    }

    private static void check(StrictZip zip) throws IOException {
        int attachments = 0;
        for (StrictZip.Entry entry : zip.entries()) {
            if (EntryName.attachmentNumber(entry.name()) > 0) {
                attachments++;
            } else if (!DOCUMENTS.contains(entry.name())) {
                throw new ZipDeviationException(entry.name() + " has no place in a container; nothing would sign it");
            } else if (entry.size() > MAX_DOCUMENT) {
                throw new ZipDeviationException(
                        entry.name() + " is too large: " + entry.size() + " bytes (expected: at most 64 MiB)");
            }
        }
        if (zip.find(EntryName.MESSAGE) == null || zip.find(EntryName.SIGNATURE) == null) {
            throw new ZipDeviationException("holds no " + EntryName.MESSAGE + " with " + EntryName.SIGNATURE);
        }
        for (int number = 1; number <= attachments; number++) {
            if (zip.find(EntryName.attachment(number)) == null) {
                throw new ZipDeviationException("attachments have a gap before the last: " + number + " is missing");
            }
        }
        StrictZip.Entry type = zip.find(EntryName.MIMETYPE);
        if (type == null || !ContainerWriter.MEDIA_TYPE.equals(new String(zip.content(type), UTF_8))) {
            throw new ZipDeviationException("mimetype is not " + ContainerWriter.MEDIA_TYPE);
        }
    }

    /** The message part. */
    public byte[] message() throws IOException {
        return required(EntryName.MESSAGE);
    }

    /** How many attachments there are. */
    public int attachments() {
        int number = 0;
        while (zip.find(EntryName.attachment(number + 1)) != null) {
            number++;
        }
        return number;
    }

    /** The names of all entries, in the order of the file. */
    public List<String> names() {
        return zip.entries().stream().map(StrictZip.Entry::name).toList();
    }

    byte[] required(String name) throws IOException {
        byte[] content = find(name);
        if (content == null) {
            throw new ZipDeviationException("holds no " + name);
        }
        return content;
    }

    byte @Nullable [] find(String name) throws IOException {
        StrictZip.Entry entry = zip.find(name);
        return entry == null ? null : zip.content(entry);
    }

    /** The digest of an attachment, counted from 1; reads it through, but not into memory. */
    byte[] attachmentDigest(int number, DigestAlgorithm algorithm) throws IOException {
        StrictZip.Entry entry = zip.find(EntryName.attachment(number));
        if (entry == null) {
            throw new IllegalArgumentException("attachment: " + number);
        }
        try (InputStream in = zip.open(entry)) {
            return digest(in, algorithm);
        }
    }

    static byte[] digest(InputStream in, DigestAlgorithm algorithm) throws IOException {
        StreamingDigest digest = algorithm.start();
        byte[] buffer = new byte[BUFFER];
        int n;
        while ((n = in.read(buffer)) >= 0) {
            digest.update(buffer, 0, n);
        }
        return digest.finish();
    }

    /**
     * Writes all entries into a folder, under their own names.
     *
     * @param folder made if absent; files that are there already are left as they are
     * @return the files written
     * @throws java.nio.file.FileAlreadyExistsException if one is there; those written before stay
     */
    public List<Path> extract(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (StrictZip.Entry entry : zip.entries()) {
            Path file = folder.resolve(entry.name());
            Path parent = file.getParent();
            if (parent == null || !file.normalize().startsWith(folder.normalize())) {
                throw new IllegalStateException("names were checked when the file was opened");
            }
            Files.createDirectories(parent);
            try (InputStream in = zip.open(entry)) {
                Files.copy(in, file);
            }
            files.add(file);
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
