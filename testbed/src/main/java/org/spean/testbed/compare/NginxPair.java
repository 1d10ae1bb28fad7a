package org.spean.testbed.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.demo.NginxProcess;

/**
 * The floor: two proxies of nginx in a row with mutual TLS between them, and the service behind everything, as the files in
 * {@code perf/nginx} say. Their addresses are fixed there.
 */
final class NginxPair implements AutoCloseable {
    /** Where the service listens. */
    static final String SERVICE = "http://127.0.0.4:19090";

    private static final InetSocketAddress SERVICE_ADDRESS = new InetSocketAddress("127.0.0.4", 19090);
    private static final String URL = "http://127.0.0.2:18080";

    private final String program;
    private final Path configurations;
    private final Path folder;
    private final Map<String, NginxProcess> processes = new LinkedHashMap<>();

    private NginxPair(String program, Path configurations, Path folder) {
        this.program = program;
        this.configurations = configurations;
        this.folder = folder;
    }

    /**
     * Starts service and proxies, with new RSA keys.
     *
     * @param configurations the folder of the three files
     * @param folder for keys and what nginx writes
     */
    static NginxPair start(String program, Path configurations, Path folder) throws IOException {
        NginxPair pair = new NginxPair(program, configurations, folder);
        Files.createDirectories(pair.folder);
        CertificateAuthority authority =
                CertificateAuthority.root("Spean testbed CA", KeyKind.RSA_2048, InstantSource.system());
        pair.writeKey("provider", authority.tls("provider", "127.0.0.3", KeyKind.RSA_2048));
        pair.writeKey("consumer", authority.tls("consumer", "127.0.0.2", KeyKind.RSA_2048));
        Files.writeString(pair.folder.resolve("ca.crt"), Issued.pem(authority.certificate()));
        try {
            pair.run("provider", "provider", SERVICE_ADDRESS, Map.of());
            pair.run("provider-hop", "provider-hop", new InetSocketAddress("127.0.0.3", 15500), Map.of());
            pair.run("consumer-hop", "consumer-hop", new InetSocketAddress("127.0.0.2", 18080), Map.of());
            return pair;
        } catch (IOException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    private void writeKey(String name, Issued issued) throws IOException {
        Files.writeString(folder.resolve(name + ".crt"), issued.pemChain());
        Files.writeString(folder.resolve(name + ".key"), issued.pemKey());
    }

    private void run(String process, String name, InetSocketAddress address, Map<String, String> values)
            throws IOException {
        Path own = Files.createDirectories(folder.resolve(process));
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("PKI", folder.toString());
        processes.put(process, NginxText.start(program, configurations.resolve(name + ".conf"), own, address, all));
    }

    /**
     * Puts another service in the place of the present one; connections kept to that are closed.
     *
     * @param values of the words between {@code @} in its configuration
     */
    void serve(String name, Map<String, String> values) throws IOException {
        NginxProcess present = processes.remove("provider");
        if (present != null) {
            present.close();
        }
        run("provider", name, SERVICE_ADDRESS, values);
    }

    /** Where the services find what they serve from files. */
    Path files() throws IOException {
        return Files.createDirectories(folder.resolve("provider").resolve("bodies"));
    }

    /** The case of a request to the first proxy. */
    Case asked(String name, String path) {
        Map<String, Long> hops = new LinkedHashMap<>();
        for (String hop : List.of("consumer-hop", "provider-hop")) {
            NginxProcess process = processes.get(hop);
            if (process != null) {
                hops.put(hop, process.pid());
            }
        }
        return Case.of(name, Request.get(URL + path), hops);
    }

    @Override
    public void close() {
        new ArrayList<>(processes.values()).reversed().forEach(NginxProcess::close);
        processes.clear();
    }
}
