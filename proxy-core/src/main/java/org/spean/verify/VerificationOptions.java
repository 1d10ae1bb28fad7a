package org.spean.verify;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.KeptElsewhere;

/**
 * What a verification is to do besides.
 *
 * @param decryption opens encrypted archives; {@code null}: they cannot be read
 * @param kept stands in for what a container holds
 * @param previous what the first archive's chain must begin with: a digest, or {@code -} for the first file of a group;
 *     {@code null} to believe what it says
 * @param extractTo folder for the entries of all containers; {@code null}: nowhere
 */
public record VerificationOptions(
        @Nullable ArchiveDecryption decryption,
        KeptElsewhere kept,
        @Nullable String previous,
        @Nullable Path extractTo) {}
