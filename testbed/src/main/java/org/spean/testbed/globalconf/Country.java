package org.spean.testbed.globalconf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Invents the members of a country: companies, ministries and societies with their subsystems, servers and groups, in the
 * proportions of CamDX. The same numbers and seed give the same country. Their certificates exist as hashes only, so they
 * can be looked up but not called.
 */
public final class Country {
    /** 10,000 members with 30,000 subsystems on 20,000 servers. */
    public static final Country LARGE = new Country(10_000, 30_000, 20_000, 1);

    private static final String[] CLASSES = {"COM", "COM", "COM", "COM", "COM", "COM", "COM", "GOV", "NGO", "EDU"};
    private static final String[] FIRST = {
        "Angkor",
        "Mekong",
        "Tonle Sap",
        "Bayon",
        "Kampot",
        "Siem Reap",
        "Battambang",
        "Apsara",
        "Phnom Penh",
        "Koh Kong"
    };
    private static final String[] SECOND = {
        "Bank", "Microfinance", "Insurance", "Logistics", "Telecom", "Garments", "Rice Mill", "Hospital", "Holdings"
    };
    private static final String[] KHMER = {"ធនាគារ", "ក្រសួង", "សមាគម", "សាកលវិទ្យាល័យ"};
    private static final String[] SYSTEMS = {
        "IDENTITY", "BANK", "PAYMENT", "REGISTRY", "TAX", "CUSTOMS", "LAND", "HEALTH", "EDUCATION", "KYC", "BILLING"
    };
    private static final int OWN_CODE = 4; // every fourth subsystem has a code of its own
    private static final int MOVED = 7; // of a hundred servers, in maintenance or changing certificates

    private final int members;
    private final int subsystems;
    private final int servers;
    private final long seed;

    /**
     * A country of this size.
     *
     * @param subsystems at least as many as members
     * @param servers at least as many as members
     */
    public Country(int members, int subsystems, int servers, long seed) {
        if (members < 1 || subsystems < members || servers < members) {
            throw new IllegalArgumentException("members: " + members + ", subsystems: " + subsystems + ", servers: "
                    + servers + " (expected: at least one member, and no fewer of the others)");
        }
        this.members = members;
        this.subsystems = subsystems;
        this.servers = servers;
        this.seed = seed;
    }

    public int members() {
        return members;
    }

    public int servers() {
        return servers;
    }

    /** Adds the country to what a configuration has already. */
    public ConfContent addedTo(ConfContent content) {
        Random random = new Random(seed);
        List<ConfMember> allMembers = new ArrayList<>(content.members());
        List<ConfServer> allServers = new ArrayList<>(content.servers());
        List<String> owners = new ArrayList<>();
        List<List<String>> clients = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            ConfMember member = member(random, m);
            String id = member.memberClass() + "/" + member.memberCode();
            allMembers.add(member);
            owners.add(id);
            clients.add(member.subsystems().stream().map(s -> id + "/" + s).toList());
        }
        for (int s = 0; s < servers; s++) {
            allServers.add(server(random, s, owners.get(s % members), clients, content.version()));
        }
        return content.withMembers(List.copyOf(allMembers))
                .withServers(List.copyOf(allServers))
                .withGroups(groups(content.groups(), random, owners, clients));
    }

    private ConfMember member(Random random, int number) {
        String name = FIRST[random.nextInt(FIRST.length)] + " " + SECOND[random.nextInt(SECOND.length)] + " "
                + (random.nextInt(5) == 0 ? KHMER[random.nextInt(KHMER.length)] + " " : "") + "No. " + number;
        int from = (int) ((long) number * subsystems / members);
        int to = (int) ((number + 1L) * subsystems / members);
        List<String> codes = new ArrayList<>();
        int first = random.nextInt(SYSTEMS.length);
        for (int s = from; s < to; s++) {
            int index = s - from;
            String code = SYSTEMS[(first + index) % SYSTEMS.length];
            boolean own = index >= SYSTEMS.length || s % OWN_CODE == 0;
            codes.add(own ? code + "-" + s : code);
        }
        return new ConfMember(
                CLASSES[random.nextInt(CLASSES.length)], "M%06d".formatted(number), name, List.copyOf(codes));
    }

    private ConfServer server(Random random, int number, String owner, List<List<String>> clients, int version) {
        List<String> served = new ArrayList<>(clients.get(number % members));
        if (random.nextInt(members) < members / 100 + 1) {
            // One in a hundred serves others too, as a provider of hosting does.
            int first = random.nextInt(members);
            for (int i = 1; i <= Math.min(50, members - 1); i++) {
                served.addAll(clients.get((first + i) % members));
            }
        }
        int slash = owner.indexOf('/');
        boolean moved = random.nextInt(100) < MOVED;
        List<byte[]> hashes = new ArrayList<>();
        for (int h = moved ? 2 : 1; h > 0; h--) {
            byte[] hash = new byte[version == 2 ? 20 : 32];
            random.nextBytes(hash);
            hashes.add(hash);
        }
        @Nullable String maintenance = moved && version >= 5 ? "until Monday" : null;
        return new ConfServer(
                owner.substring(0, slash),
                owner.substring(slash + 1),
                "ss-%05d".formatted(number),
                "ss%d.%s.example.kh"
                        .formatted(number, owner.substring(slash + 1).toLowerCase(Locale.ROOT)),
                List.of(),
                List.copyOf(hashes),
                served.stream().distinct().toList(),
                maintenance);
    }

    private static List<ConfGroup> groups(
            List<ConfGroup> present, Random random, List<String> owners, List<List<String>> clients) {
        List<ConfGroup> groups = new ArrayList<>();
        for (ConfGroup group : present) {
            boolean all = group.code().equals("security-server-owners");
            List<String> joined = new ArrayList<>(group.members());
            joined.addAll(all ? owners : List.of());
            groups.add(new ConfGroup(group.code(), group.description(), List.copyOf(joined)));
        }
        for (String code : List.of("banks", "ministries", "single-window")) {
            List<String> joined = clients.stream()
                    .filter(c -> random.nextInt(3) == 0)
                    .map(List::getFirst)
                    .toList();
            groups.add(new ConfGroup(code, "Group " + code, joined));
        }
        return List.copyOf(groups);
    }
}
