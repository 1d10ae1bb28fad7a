package org.spean.globalconf;

import java.util.Arrays;
import java.util.Set;
import org.spean.crypto.certificate.CertHash;

/**
 * Certificate hashes of one algorithm and the servers they are registered for, added server by server. Not safe for
 * writing by several threads.
 */
final class Hashes {
    static final int NONE = -1;

    private final CertHash.Algorithm algorithm;
    private final int length;
    private byte[] bytes;
    private int[] servers = new int[1 << 6];
    private int count;
    private Slots slots = Slots.of(1 << 6);

    Hashes(CertHash.Algorithm algorithm) {
        this.algorithm = algorithm;
        this.length = algorithm.length();
        this.bytes = new byte[servers.length * length];
    }

    /** Registers a hash for a server; one that is registered for several is found for the first. */
    void add(byte[] hash, int server) {
        boolean known = find(hash) != NONE;
        if (count == servers.length) {
            servers = Arrays.copyOf(servers, Texts.grown(count));
            bytes = Arrays.copyOf(bytes, servers.length * length);
        }
        System.arraycopy(hash, 0, bytes, count * length, length);
        servers[count] = server;
        if (!known) {
            slots = slots.with(head(hash, 0), count, row -> head(bytes, row * length));
        }
        count++;
    }

    /** The server that a hash is registered for, or {@link #NONE}. */
    int find(byte[] hash) {
        for (int slot = slots.first(head(hash, 0)); slots.at(slot) != Slots.FREE; slot = slots.next(slot)) {
            int at = slots.at(slot) * length;
            if (Arrays.equals(bytes, at, at + length, hash, 0, length)) {
                return servers[slots.at(slot)];
            }
        }
        return NONE;
    }

    /** Adds what is registered for a server. */
    void collect(int server, Set<CertHash> to) {
        int row = Arrays.binarySearch(servers, 0, count, server);
        while (row > 0 && servers[row - 1] == server) {
            row--;
        }
        for (; row >= 0 && row < count && servers[row] == server; row++) {
            to.add(new CertHash(algorithm, Arrays.copyOfRange(bytes, row * length, (row + 1) * length)));
        }
    }

    void trim() {
        bytes = Arrays.copyOf(bytes, count * length);
        servers = Arrays.copyOf(servers, count);
    }

    /** A digest's first bytes are as good a hash as any. */
    private static int head(byte[] from, int at) {
        return ((from[at] & 0xFF) << 24)
                | ((from[at + 1] & 0xFF) << 16)
                | ((from[at + 2] & 0xFF) << 8)
                | (from[at + 3] & 0xFF);
    }
}
