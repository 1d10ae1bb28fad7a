package org.spean.crypto.asic;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** File names of archives, as X-Road forms them. */
public final class ArchiveName {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final int DIGEST_LENGTH = 16;

    private ArchiveName() {}

    /**
     * As {@code mlog-CAMBODIA_COM_CAMDX-000201-20261123135009-20261123135109-a9de6e299e8cfd3d.zip}, times in UTC.
     *
     * @param group member or subsystem as {@code INSTANCE/CLASS/CODE}; {@code null} without grouping
     * @param first time of the earliest record
     * @param last time of the latest
     * @param digest where the chain ends
     */
    public static String of(@Nullable String group, Instant first, Instant last, String digest, boolean encrypted) {
        return "mlog-"
                + (group == null ? "" : safe(group) + "-")
                + TIME.format(first) + "-" + TIME.format(last) + "-"
                + digest.substring(0, DIGEST_LENGTH)
                + (encrypted ? ".zip.gpg" : ".zip");
    }

    /** Slashes as X-Road writes them; what else a file system or a shell could take amiss, too. */
    private static String safe(String group) {
        StringBuilder name = new StringBuilder(group.length());
        group.codePoints()
                .map(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' ? c : '_')
                .forEach(name::appendCodePoint);
        return name.toString();
    }

    /** The digits of the digest in a name that was formed so; {@code null} in any other. */
    static @Nullable String digestIn(String fileName) {
        String bare = fileName.endsWith(".gpg") ? fileName.substring(0, fileName.length() - 4) : fileName;
        if (!bare.startsWith("mlog-") || !bare.endsWith(".zip")) {
            return null;
        }
        String digits = bare.substring(bare.lastIndexOf('-') + 1, bare.length() - 4);
        boolean hex = digits.length() == DIGEST_LENGTH
                && digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        return hex ? digits : null;
    }
}
