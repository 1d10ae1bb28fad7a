package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HexFormat;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * Where an archive file ends the chain over all containers of its group; the next file begins there.
 *
 * @param digest the last container's, hexadecimal, lower case
 * @param fileName of the archive
 */
public record ArchiveLink(String digest, String fileName) {
    /** The algorithm of the chains that we write; the only one that X-Road's archives were seen with. */
    static final DigestAlgorithm ALGORITHM = DigestAlgorithm.SHA_512;

    static final String LINKING = "linkinginfo";
    static final String NONE = "-";

    /** The digest that covers a container and, with {@code previous}, all before it. */
    static String next(DigestAlgorithm algorithm, String previous, byte[] containerDigest) {
        String own = HexFormat.of().formatHex(containerDigest);
        return HexFormat.of().formatHex(algorithm.digest((previous + own).getBytes(US_ASCII)));
    }
}
