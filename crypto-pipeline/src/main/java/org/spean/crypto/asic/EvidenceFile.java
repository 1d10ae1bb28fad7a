package org.spean.crypto.asic;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file of evidence: one container, or many in an archive or a download. */
public sealed interface EvidenceFile extends Closeable permits Container, Archive {

    /**
     * Opens a file, whatever it is.
     *
     * @throws ZipDeviationException if it is neither, or cannot be read in one way only
     * @throws IOException if it cannot be read at all
     */
    static EvidenceFile open(Path file) throws IOException {
        StrictZip zip = StrictZip.open(ZipBytes.of(file), Archive.BOUNDS);
        return Container.looksLike(zip) ? Container.of(zip) : Archive.of(zip);
    }

    @Override
    void close() throws IOException;
}
