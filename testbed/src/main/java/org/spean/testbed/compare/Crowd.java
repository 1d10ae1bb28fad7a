package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority.Subject;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfGroup;
import org.spean.testbed.globalconf.ConfMember;
import org.spean.testbed.globalconf.ConfServer;

/**
 * Many members on both gateways of a pair, each with its own signing key: on one side they ask, on the other each offers a
 * service. The n-th of either side have the same key pair, in certificates of their own, as making keys takes long.
 */
final class Crowd {
    private static final String GROUP = "askers";
    private static final String SUBSYSTEM = "MAIN";
    private static final String PIN = "testbed-sign";

    private final Ecosystem ecosystem;
    private final List<KeyPair> pairs;

    private Crowd(Ecosystem ecosystem, List<KeyPair> pairs) {
        this.ecosystem = ecosystem;
        this.pairs = pairs;
    }

    /** Makes the keys, on all processors. */
    static Crowd of(Ecosystem ecosystem, int members) {
        return new Crowd(
                ecosystem,
                IntStream.range(0, members)
                        .parallel()
                        .mapToObj(n -> ecosystem.keys().generate())
                        .toList());
    }

    int size() {
        return pairs.size();
    }

    String asker(int number) {
        return id("COM", number);
    }

    String provider(int number) {
        return id("GOV", number);
    }

    private String id(String memberClass, int number) {
        return ecosystem.content().instance() + '/' + memberClass + '/' + code(number) + '/' + SUBSYSTEM;
    }

    private static String code(int number) {
        return "CROWD-%03d".formatted(number);
    }

    /** Adds all to the global configuration. */
    void publish(EcosystemServer askers, EcosystemServer providers) throws IOException {
        List<String> asking = new ArrayList<>();
        List<String> providing = new ArrayList<>();
        List<ConfMember> members = new ArrayList<>(ecosystem.content().members());
        for (int n = 0; n < size(); n++) {
            asking.add("COM/" + code(n) + '/' + SUBSYSTEM);
            providing.add("GOV/" + code(n) + '/' + SUBSYSTEM);
            members.add(new ConfMember("COM", code(n), "Asker " + n, List.of(SUBSYSTEM)));
            members.add(new ConfMember("GOV", code(n), "Provider " + n, List.of(SUBSYSTEM)));
        }
        ecosystem.publish(content -> content.withMembers(List.copyOf(members))
                .withServer(askers.code(), server -> more(server, asking))
                .withServer(providers.code(), server -> more(server, providing))
                .withGroups(groups(content, asking)));
    }

    private static ConfServer more(ConfServer server, List<String> clients) {
        List<String> all = new ArrayList<>(server.clients());
        all.addAll(clients);
        return server.withClients(List.copyOf(all));
    }

    private static List<ConfGroup> groups(ConfContent content, List<String> asking) {
        List<ConfGroup> all = new ArrayList<>(content.groups());
        all.add(new ConfGroup(GROUP, "Who may ask", List.copyOf(asking)));
        return List.copyOf(all);
    }

    /** The askers' keys and connections. */
    void addAskers(GatewayFile file, EcosystemServer server) throws IOException {
        addKeys(file, server, "COM");
        for (int n = 0; n < size(); n++) {
            file.client(asker(n));
        }
    }

    /** The providers' keys, and a service of each. */
    void addProviders(GatewayFile file, EcosystemServer server, String url) throws IOException {
        addKeys(file, server, "GOV");
        String group = ecosystem.content().instance() + '/' + GROUP;
        for (int n = 0; n < size(); n++) {
            file.client(provider(n));
            file.add(
                    "services",
                    GatewayFile.mapOf(
                            "id",
                            provider(n) + "/small",
                            "url",
                            url,
                            "allow",
                            List.of(GatewayFile.mapOf("globalGroup", group))));
        }
    }

    private void addKeys(GatewayFile file, EcosystemServer server, String memberClass) throws IOException {
        Path keys = Files.createDirectories(server.folder().resolve("crowd"));
        List<Object> entries = new ArrayList<>();
        entries.add(GatewayFile.mapOf("file", "sign.p12", "passwordFile", "sign.pin"));
        for (int n = 0; n < size(); n++) {
            Subject subject = new Subject(
                    ecosystem.content().instance(), memberClass, code(n), server.code(), memberClass + ' ' + n);
            Path key = keys.resolve(code(n) + ".p12");
            ecosystem.issuer().signing(subject, pairs.get(n)).writePkcs12(key, "sign", PIN);
            entries.add(GatewayFile.mapOf("file", "crowd/" + key.getFileName(), "passwordFile", "sign.pin"));
        }
        file.set("keys.signing", entries);
    }

    /** Pairs of an asker and a provider, either drawn by Zipf's law: the n-th is n times as rare as the first. */
    List<int[]> drawn(int number, long seed) {
        Random random = new Random(seed);
        List<int[]> drawn = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            drawn.add(new int[] {zipf(size(), random.nextDouble()), zipf(size(), random.nextDouble())});
        }
        return drawn;
    }

    /** The rank, from 0, that a uniform draw between 0 and 1 falls on. */
    static int zipf(int ranks, double uniform) {
        double sum = 0;
        for (int rank = 1; rank <= ranks; rank++) {
            sum += 1.0 / rank;
        }
        double left = uniform * sum;
        for (int rank = 1; rank <= ranks; rank++) {
            left -= 1.0 / rank;
            if (left < 0) {
                return rank - 1;
            }
        }
        return ranks - 1;
    }
}
