package org.spean.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What an archive folder holds for a message log that begins anew: where its chains of files end. */
public final class ArchiveChains {
    private ArchiveChains() {}

    /** The small files that say so, sorted; nothing in them is secret. None if there is no such folder. Blocks. */
    public static List<Path> files(Path archive) throws IOException {
        return ArchiveFolder.chains(archive);
    }
}
