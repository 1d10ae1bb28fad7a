package org.spean.crypto.key;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which key of which file.
 *
 * @param password opens the file; never shown
 * @param alias which entry; {@code null} when the file holds just one key
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
public record Pkcs12File(
        Path file, char[] password, @Nullable String alias) {

    KeyEntry load() throws KeyFileException {
        return Pkcs12.load(file, password, alias);
    }

    @Override
    public String toString() {
        return alias == null ? file.toString() : file + ", alias " + alias;
    }
}
