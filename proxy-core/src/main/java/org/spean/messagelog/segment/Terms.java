package org.spean.messagelog.segment;

/** Hashes of ids, which clients choose: seeded, so that nobody can choose two with the same. */
final class Terms {

    private static final long PRIME = 0x100000001b3L;

    private Terms() {}

    static long ofQuery(long seed, String queryId) {
        return hash(seed, queryId);
    }

    static long ofRequest(long seed, String requestId) {
        return hash(~seed, requestId);
    }

    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
            hash ^= hash >>> 29;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
