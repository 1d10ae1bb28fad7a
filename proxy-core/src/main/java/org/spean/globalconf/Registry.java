package org.spean.globalconf;

import java.util.AbstractList;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertHash;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/**
 * Who is registered in one instance: members, subsystems, servers, groups. Immutable. A country has tens of thousands of
 * each, and two generations live while one replaces the other, so they are rows of a few flat tables outside the heap: a tenth
 * of the memory that objects would take, and nothing for a collector to walk or move. Objects are made of what is asked for.
 * Closed when nobody will ask any more.
 */
final class Registry implements AutoCloseable {
    private final Space space;
    private final Members members;
    private final Pairs servers;
    private final Ints addresses;
    private final Hashes sha1;
    private final Hashes sha256;
    private final IntLists clients;
    private final IntLists serversOf;
    private final Map<Integer, Maintenance> maintenance;
    private final Map<String, Group> groups;

    /** Servers that were asked for. A race makes one twice, which does no harm: they are equal. */
    private final @Nullable SecurityServer[] made;

    /**
     * A global group.
     *
     * @param registered numbers of clients of this instance, ascending
     * @param others clients that are not registered here
     */
    @SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
    record Group(int[] registered, Set<ClientId> others) {}

    Registry(
            Space space,
            Members members,
            Pairs servers,
            Ints addresses,
            Hashes sha1,
            Hashes sha256,
            IntLists clients,
            IntLists serversOf,
            Map<Integer, Maintenance> maintenance,
            Map<String, Group> groups) {
        this.space = space;
        this.members = members;
        this.servers = servers;
        this.addresses = addresses;
        this.sha1 = sha1;
        this.sha256 = sha256;
        this.clients = clients;
        this.serversOf = serversOf;
        this.maintenance = maintenance;
        this.groups = groups;
        this.made = new SecurityServer[servers.size()];
    }

    /** Name of a member for people, or null if it is not registered. */
    @Nullable
    String name(MemberId member) {
        int row = members.find(member);
        return row == Members.NONE ? null : members.name(row);
    }

    /** Members and subsystems, each member before its subsystems. */
    List<RegisteredClient> all() {
        return members.all();
    }

    boolean has(MemberId member) {
        return members.find(member) != Members.NONE;
    }

    boolean has(ClientId client) {
        return members.find(client) != Members.NOBODY;
    }

    @Nullable
    SecurityServer server(SecurityServerId id) {
        int owner = members.find(id.owner());
        int code = members.texts().find(id.serverCode());
        return owner == Members.NONE || code == Texts.NONE ? null : row(servers.find(owner, code));
    }

    /** The server that a certificate is registered for by this hash, or null. */
    @Nullable
    SecurityServer server(CertHash hash) {
        return row(
                switch (hash.algorithm()) {
                    case SHA_1 -> sha1.find(hash.bytes());
                    case SHA_256 -> sha256.find(hash.bytes());
                });
    }

    /** All servers, in the order they are registered in. */
    List<SecurityServer> servers() {
        return new Rows<>(servers.size(), this::make);
    }

    /** The servers where a client is registered, or that it owns. */
    List<SecurityServer> serversOf(ClientId client) {
        int number = members.find(client);
        if (number == Members.NOBODY) {
            return List.of();
        }
        int place = members.place(number);
        return switch (serversOf.size(place)) {
            case 0 -> List.of();
            case 1 -> List.of(get(serversOf.get(place, 0)));
            default -> new Rows<>(serversOf.size(place), i -> get(serversOf.get(place, i)));
        };
    }

    boolean hasGroup(String code) {
        return groups.containsKey(code);
    }

    boolean inGroup(String code, ClientId client) {
        Group group = groups.get(code);
        if (group == null) {
            return false;
        }
        int number = members.find(client);
        return (number != Members.NOBODY && Arrays.binarySearch(group.registered(), number) >= 0)
                || group.others().contains(client);
    }

    private @Nullable SecurityServer row(int row) {
        return row == Pairs.NONE ? null : get(row);
    }

    private SecurityServer get(int row) {
        SecurityServer known = made[row];
        if (known == null) {
            known = make(row);
            made[row] = known;
        }
        return known;
    }

    private SecurityServer make(int row) {
        Set<CertHash> hashes = new LinkedHashSet<>();
        sha256.collect(row, hashes);
        sha1.collect(row, hashes);
        return new SecurityServer(
                new SecurityServerId(
                        members.member(servers.left(row)), members.texts().get(servers.right(row))),
                members.texts().get(addresses.get(row)),
                hashes,
                new Clients(row),
                maintenance.get(row));
    }

    /** What its tables take, in bytes. */
    long size() {
        return space.size();
    }

    @Override
    public void close() {
        space.close();
    }

    /** The clients of a server. */
    final class Clients extends AbstractSet<ClientId> {
        private final int server;

        private Clients(int server) {
            this.server = server;
        }

        @Override
        public boolean contains(@Nullable Object o) {
            if (!(o instanceof ClientId client)) {
                return false;
            }
            int number = members.find(client);
            return number != Members.NOBODY && clients.contains(server, number);
        }

        @Override
        public Iterator<ClientId> iterator() {
            return IntStream.range(0, size())
                    .mapToObj(i -> members.client(clients.get(server, i)))
                    .iterator();
        }

        @Override
        public int size() {
            return clients.size(server);
        }
    }

    /** A list whose elements are made when they are asked for. */
    private static final class Rows<T> extends AbstractList<T> implements RandomAccess {
        private final int size;
        private final IntFunction<T> maker;

        Rows(int size, IntFunction<T> maker) {
            this.size = size;
            this.maker = maker;
        }

        @Override
        public T get(int index) {
            if (index < 0 || index >= size) {
                throw new IndexOutOfBoundsException(index);
            }
            return maker.apply(index);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
