package org.spean.crypto.asic;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content of an attachment, wherever it is kept. */
@FunctionalInterface
public interface ContainerPart {

    /** The content from its beginning; may be called more than once. */
    InputStream open() throws IOException;

    /** Content in memory. */
    static ContainerPart of(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }
}
