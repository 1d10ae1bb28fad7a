package org.spean.benchmarks.globalconf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.spean.crypto.certificate.CertHash;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;

/** What exchanges ask a global configuration, of so many different servers and clients that no cache of a core holds them. */
final class Lookups {
    private static final CertHash NO_SHA1 = new CertHash(CertHash.Algorithm.SHA_1, new byte[20]);
    private static final CertHash NO_SHA256 = new CertHash(CertHash.Algorithm.SHA_256, new byte[32]);

    private final GlobalConf conf;
    private final List<CertHash> hashes = new ArrayList<>();
    private final List<ClientId> clients = new ArrayList<>();
    private final List<MemberId> members = new ArrayList<>();

    Lookups(GlobalConf conf) {
        this.conf = conf;
        for (SecurityServer server : conf.servers()) {
            hashes.addAll(server.authCertHashes());
            server.clients().stream().limit(2).forEach(clients::add);
            members.add(server.id().owner());
        }
        Random random = new Random(1);
        Collections.shuffle(hashes, random);
        Collections.shuffle(clients, random);
        Collections.shuffle(members, random);
    }

    int size() {
        return Math.min(hashes.size(), Math.min(clients.size(), members.size()));
    }

    boolean serverByHash(int i) {
        CertHash hash = hashes.get(i);
        return conf.byAuthCert(
                        hash.algorithm() == CertHash.Algorithm.SHA_1 ? hash : NO_SHA1,
                        hash.algorithm() == CertHash.Algorithm.SHA_256 ? hash : NO_SHA256)
                != null;
    }

    boolean serversOfClient(int i) {
        return !conf.serversOf(clients.get(i)).isEmpty();
    }

    boolean memberExists(int i) {
        return conf.memberExists(members.get(i));
    }

    boolean inGroup(int i) {
        return conf.inGlobalGroup(conf.instance(), "banks", clients.get(i));
    }
}
