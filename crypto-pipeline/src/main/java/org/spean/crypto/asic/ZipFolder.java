package org.spean.crypto.asic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks a small ZIP file of files, as the download from {@code /verificationconf}. */
public final class ZipFolder {
    private static final StrictZip.Bounds BOUNDS = new StrictZip.Bounds(4096, 256L << 20, 512L << 20);

    private ZipFolder() {}

    /**
     * Unpacks all files into an empty folder; nothing gets out of it.
     *
     * @throws ZipDeviationException if the file cannot be read in one way only, or exceeds 4,096 files or 512 MiB
     */
    public static void unzip(Path zip, Path folder) throws IOException {
        try (StrictZip opened = StrictZip.open(ZipBytes.of(zip), BOUNDS)) {
            for (StrictZip.Entry entry : opened.entries()) {
                Path file = folder.resolve(entry.name());
                Path parent = file.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                try (InputStream in = opened.open(entry)) {
                    Files.copy(in, file);
                }
            }
        }
    }
}
