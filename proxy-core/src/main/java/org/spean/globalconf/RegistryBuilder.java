package org.spean.globalconf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertHash;
import org.spean.identifier.ClientId;

/** A {@link Registry} while it is read. Rows and numbers are those of {@link Members}. */
final class RegistryBuilder {
    static final int NONE = Pairs.NONE;

    private final Members members;
    private final Space space;
    private final Pairs servers;
    private final Ints addresses;
    private final Hashes sha1;
    private final Hashes sha256;
    private final IntLists clients;
    private final IntLists served;
    private final Map<Integer, Maintenance> maintenance = new HashMap<>();
    private final Map<String, Registry.Group> groups = new HashMap<>();

    /** @param space for as long as it is built */
    RegistryBuilder(String instance, Space space) {
        this.space = space;
        this.members = new Members(instance, space);
        this.servers = new Pairs(space);
        this.addresses = new Ints(space);
        this.sha1 = new Hashes(CertHash.Algorithm.SHA_1, space);
        this.sha256 = new Hashes(CertHash.Algorithm.SHA_256, space);
        this.clients = new IntLists(space);
        this.served = new IntLists(space);
    }

    Members members() {
        return members;
    }

    /**
     * A new server's row, or {@link #NONE} if it is there already.
     *
     * @param owner row of a member
     * @param hashes of 20 or 32 bytes
     * @param registered clients
     */
    int server(
            int owner,
            String code,
            String address,
            List<byte[]> hashes,
            int[] registered,
            @Nullable Maintenance maintained) {
        int row = servers.add(owner, members.texts().intern(code));
        if (row == NONE) {
            return NONE;
        }
        addresses.add(members.texts().add(address));
        for (byte[] hash : hashes) {
            (hash.length == CertHash.Algorithm.SHA_1.length() ? sha1 : sha256).add(hash, row);
        }
        clients.add(sorted(registered));
        int[] withOwner = Arrays.copyOf(registered, registered.length + 1);
        withOwner[registered.length] = ~owner;
        served.add(sorted(withOwner));
        if (maintained != null) {
            maintenance.put(row, maintained);
        }
        return row;
    }

    /**
     * A new group. Returns whether it was not there yet.
     *
     * @param registered clients that are members and subsystems of this instance
     * @param others clients that are not
     */
    boolean group(String code, int[] registered, Set<ClientId> others) {
        return groups.put(code, new Registry.Group(sorted(registered), Set.copyOf(others))) == null;
    }

    Registry build() {
        Space lasting = Space.lasting();
        return new Registry(
                lasting,
                members.in(lasting),
                servers.in(lasting),
                addresses.in(lasting),
                sha1.in(lasting),
                sha256.in(lasting),
                clients.in(lasting),
                served.inverse(members.size(), members::place, space).in(lasting),
                Map.copyOf(maintenance),
                Map.copyOf(groups));
    }

    /** In ascending order, each once. */
    private static int[] sorted(int[] numbers) {
        int[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int kept = 0;
        for (int number : sorted) {
            if (kept == 0 || sorted[kept - 1] != number) {
                sorted[kept++] = number;
            }
        }
        return Arrays.copyOf(sorted, kept);
    }
}
