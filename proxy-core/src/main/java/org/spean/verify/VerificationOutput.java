package org.spean.verify;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.LinkReport;

/** Is told of what was found as it is found, since an archive may hold more than memory does. */
public interface VerificationOutput {

    /**
     * An archive begins.
     *
     * @param signature who signed it when it was encrypted; {@code null} if it was not
     */
    void archive(String file, ArchiveDecryption.@Nullable Signature signature);

    /** A container, of the archive that began last or by itself. */
    void container(ContainerResult result);

    /**
     * All containers of the archive were told.
     *
     * @param link its chain; {@code null} if it is a download without one
     */
    void archiveEnd(String file, @Nullable LinkReport link);

    /** A file of which nothing can be told. */
    void unreadable(String file, String reason);
}
