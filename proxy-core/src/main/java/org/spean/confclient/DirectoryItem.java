package org.spean.confclient;

import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.globalconf.InstanceName;

/**
 * What a directory says of one part (PR-GCONF 2.4).
 *
 * @param identifier what it is, as in {@code SHARED-PARAMETERS}
 * @param instance whose it is, absent if not said
 * @param location URL, relative to that of the directory
 * @param fileName under which it is kept: a name, never a path
 * @param algorithm of the digest
 * @param digest of the part, hexadecimal
 */
record DirectoryItem(
        String identifier,
        @Nullable String instance,
        String location,
        String fileName,
        DigestAlgorithm algorithm,
        String digest) {
    static final String SHARED = "SHARED-PARAMETERS";
    static final String PRIVATE = "PRIVATE-PARAMETERS";

    private static final Map<String, String> NAMES = Map.of(
            SHARED,
            "shared-params.xml",
            PRIVATE,
            "private-params.xml",
            "MONITORING",
            "monitoring-params.xml",
            "FETCHINTERVAL",
            "fetchinterval-params.xml",
            "NEXTUPDATE",
            "nextupdate-params.xml");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}\\.[A-Za-z0-9]{1,10}");

    static DirectoryItem of(MimePart part) throws MalformedException {
        String location = part.need("Content-location");
        HeaderValue content = HeaderValue.parse(part.need("Content-identifier"));
        String identifier = content.value();
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw new MalformedException("Content-identifier '" + MimePart.shortened(identifier) + "'");
        }
        String instance = content.parameters().get("instance");
        if (instance != null && !InstanceName.good(instance)) {
            throw new MalformedException(
                    "Content-identifier names the instance '" + MimePart.shortened(instance) + "'");
        }
        String uri = part.need("Hash-algorithm-id");
        DigestAlgorithm algorithm = DigestAlgorithm.ofUri(uri);
        if (algorithm == null) {
            throw new MalformedException("Hash-algorithm-id '" + MimePart.shortened(uri) + "' is not supported");
        }
        byte[] digest = part.decoded();
        if (digest.length != algorithm.length()) {
            throw new MalformedException(
                    "a digest of " + digest.length + " bytes (expected: " + algorithm.length() + ")");
        }
        String fileName = fileName(part, identifier, location);
        if (instance == null && (fileName.equals(NAMES.get(SHARED)) || fileName.equals(NAMES.get(PRIVATE)))) {
            throw new MalformedException("Content-identifier " + identifier + " names no instance");
        }
        return new DirectoryItem(
                identifier,
                instance,
                location,
                fileName,
                algorithm,
                HexFormat.of().formatHex(digest));
    }

    /** Known parts have names of their own; of others the header, or the end of the location, is a hint. */
    private static String fileName(MimePart part, String identifier, String location) throws MalformedException {
        String known = NAMES.get(identifier);
        if (known != null) {
            return known;
        }
        String path = location.substring(0, location.indexOf('?') < 0 ? location.length() : location.indexOf('?'));
        String name = part.headers().getOrDefault("content-file-name", path.substring(path.lastIndexOf('/') + 1));
        if (!FILE_NAME.matcher(name).matches() || name.endsWith(".metadata") || NAMES.containsValue(name)) {
            throw new MalformedException("file name '" + MimePart.shortened(name) + "' of " + identifier);
        }
        return name;
    }
}
