package org.spean.crypto.asic;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * The entry {@code linkinginfo} of an archive.
 *
 * @param from digest that ended the file before; {@code -} for none
 * @param digests by container, in order
 */
record LinkingInfo(String from, String previousName, DigestAlgorithm algorithm, Map<String, String> digests) {

    /** Digests a container of the archive. */
    interface Digester {
        byte[] digest(String name, LinkingInfo info) throws IOException;
    }

    static LinkingInfo parse(String text) throws ZipDeviationException {
        List<String> lines = text.lines().toList();
        String[] head = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
        DigestAlgorithm algorithm = head.length == 3 ? DigestAlgorithm.ofHeader(head[2]) : null;
        if (algorithm == null || !(head[0].equals(ArchiveLink.NONE) || isDigest(head[0], algorithm))) {
            throw malformed("its first line is not: digest, file, algorithm");
        }
        Map<String, String> digests = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            if (space < 0
                    || !isDigest(line.substring(0, space), algorithm)
                    || digests.put(line.substring(space + 1), line.substring(0, space)) != null) {
                throw malformed("a line is not: digest, container; or a container comes twice");
            }
        }
        if (digests.isEmpty()) {
            throw malformed("it names no container");
        }
        return new LinkingInfo(head[0], head[1], algorithm, digests);
    }

    /** The digest of the last container, and so of all. */
    String last() {
        String last = "";
        for (String digest : digests.values()) {
            last = digest;
        }
        return last;
    }

    /** Why the chain does not lead over exactly these containers; {@code null} if it does. */
    @Nullable
    String check(List<String> containers, Digester digester) throws IOException {
        Set<String> missing = new HashSet<>(digests.keySet());
        containers.forEach(missing::remove);
        if (!missing.isEmpty()) {
            return "container " + missing.iterator().next() + " is missing";
        }
        for (String container : containers) {
            if (!digests.containsKey(container)) {
                return "container " + container + " is not in the chain";
            }
        }
        String digest = from.equals(ArchiveLink.NONE) ? "" : from;
        for (Map.Entry<String, String> link : digests.entrySet()) {
            digest = ArchiveLink.next(algorithm, digest, digester.digest(link.getKey(), this));
            if (!digest.equals(link.getValue())) {
                return "container " + link.getKey() + " is not what the chain says, or not in its place";
            }
        }
        return null;
    }

    private static boolean isDigest(String text, DigestAlgorithm algorithm) {
        return text.length() == 2 * algorithm.length()
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static ZipDeviationException malformed(String rule) {
        return new ZipDeviationException(ArchiveLink.LINKING + " cannot be read: " + rule);
    }
}
