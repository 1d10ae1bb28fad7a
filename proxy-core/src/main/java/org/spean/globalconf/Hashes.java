package org.spean.globalconf;

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
    private final Octets bytes;
    private final Ints servers;
    private final Slots slots;

    Hashes(CertHash.Algorithm algorithm, Space space) {
        this(algorithm, new Octets(space), new Ints(space), new Slots(space));
    }

    private Hashes(CertHash.Algorithm algorithm, Octets bytes, Ints servers, Slots slots) {
        this.algorithm = algorithm;
        this.length = algorithm.length();
        this.bytes = bytes;
        this.servers = servers;
        this.slots = slots;
    }

    /** Registers a hash for a server; one that is registered for several is found for the first. */
    void add(byte[] hash, int server) {
        boolean known = find(hash) != NONE;
        int row = servers.size();
        bytes.add(hash);
        servers.add(server);
        if (!known) {
            slots.add(head(hash), row, this::head);
        }
    }

    /** The server that a hash is registered for, or {@link #NONE}. */
    int find(byte[] hash) {
        for (int slot = slots.first(head(hash)); slots.at(slot) != Slots.FREE; slot = slots.next(slot)) {
            if (bytes.equal(slots.at(slot) * length, hash)) {
                return servers.get(slots.at(slot));
            }
        }
        return NONE;
    }

    /** Adds what is registered for a server. */
    void collect(int server, Set<CertHash> to) {
        int row = servers.search(0, servers.size(), server);
        while (row > 0 && servers.get(row - 1) == server) {
            row--;
        }
        for (; row >= 0 && row < servers.size() && servers.get(row) == server; row++) {
            to.add(new CertHash(algorithm, bytes.get(row * length, length)));
        }
    }

    Hashes in(Space other) {
        return new Hashes(algorithm, bytes.in(other), servers.in(other), slots.in(other));
    }

    /** A digest's first bytes are as good a hash as any. */
    private int head(int row) {
        return head(bytes.get(row * length, Integer.BYTES));
    }

    private static int head(byte[] from) {
        return ((from[0] & 0xFF) << 24) | ((from[1] & 0xFF) << 16) | ((from[2] & 0xFF) << 8) | (from[3] & 0xFF);
    }
}
