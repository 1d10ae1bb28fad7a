package org.spean.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.event.Events;

/**
 * OCSP responses in a folder, one file for each certificate and issuer, replaced whole or not at all. What is read is
 * bytes that anybody may have written: whoever reads judges. Blocks.
 */
final class OcspStore {
    private static final String DRAFT = "draft";

    private final Supplier<@Nullable Path> folder;
    private final Events events;
    private @Nullable Path tidied;

    /**
     * A store that makes its folder with the first response.
     *
     * @param folder asked each time; {@code null}: keeps nothing
     */
    OcspStore(Supplier<@Nullable Path> folder, Events events) {
        this.folder = folder;
        this.events = events;
    }

    /** What was last saved; {@code null} when there is nothing, or a file that cannot be read, which is reported. */
    @Nullable
    OcspResponse load(X509Certificate certificate, X509Certificate issuer) {
        Path directory = folder.get();
        if (directory == null) {
            return null;
        }
        tidy(directory);
        Path file = file(directory, certificate, issuer);
        try (InputStream in = Files.newInputStream(file)) {
            return OcspResponse.parse(in.readNBytes(OcspResponse.MAX_LENGTH + 1));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | OcspResponseException e) {
            refused(certificate, issuer, "cannot be read: " + e.getMessage());
            return null;
        }
    }

    /** Reports that what was loaded is not believed. */
    void refused(X509Certificate certificate, X509Certificate issuer, String reason) {
        Path directory = folder.get();
        if (directory != null) {
            events.report(
                    Events.Kind.OCSP_REFUSED,
                    file(directory, certificate, issuer).toString(),
                    reason);
        }
    }

    /** Replaces what was saved. A failure is reported, and costs a question after the next start. */
    void save(X509Certificate certificate, X509Certificate issuer, OcspResponse response) {
        Path directory = folder.get();
        if (directory == null) {
            return;
        }
        Path file = file(directory, certificate, issuer);
        try {
            Files.createDirectories(directory);
            tidy(directory);
            Path draft = Files.createTempFile(directory, DRAFT, ".tmp");
            try {
                Files.write(draft, response.der());
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            events.report(Events.Kind.OCSP_NOT_KEPT, file.toString(), "cannot be written: " + e);
        }
    }

    /** Removes what a process left that died while it wrote. The folder is one gateway's. */
    private synchronized void tidy(Path directory) {
        if (directory.equals(tidied) || !Files.isDirectory(directory)) {
            return;
        }
        tidied = directory;
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, DRAFT + "*.tmp")) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException | DirectoryIteratorException e) {
            events.report(Events.Kind.OCSP_NOT_KEPT, directory.toString(), "drafts of an earlier run stay: " + e);
        }
    }

    static Path file(Path directory, X509Certificate certificate, X509Certificate issuer) {
        return directory.resolve(
                CertHash.sha256(certificate).hex() + "." + CertHash.sha1(issuer).hex() + ".ocsp");
    }
}
