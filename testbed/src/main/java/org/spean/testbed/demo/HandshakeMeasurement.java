package org.spean.testbed.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.load.FullHandshakes;
import org.spean.testbed.load.ProcessUsage;

/**
 * CPU time, user and system, that one full mutual handshake costs the ministry's gateway and nginx with the same key and
 * chain. Both take turns, and the median of the rounds counts, as the machine may do other things at times.
 */
final class HandshakeMeasurement {
    private static final int TIMES = 400;
    private static final int WARMUP = 5000;

    private final RunningPair pair;
    private final Path folder;
    private final String program;
    private final Narrator narrator;

    HandshakeMeasurement(RunningPair pair, Path folder, String program, Narrator narrator) {
        this.pair = pair;
        this.folder = folder;
        this.program = program;
        this.narrator = narrator;
    }

    /** The ratio of the gateway's CPU time to nginx's, the worse of TLS 1.3 and TLS 1.2. */
    double run(int rounds) throws IOException, InterruptedException {
        EcosystemServer server = pair.ministryServer();
        InetSocketAddress gateway =
                new InetSocketAddress(server.address(), server.ports().peer());
        InetSocketAddress other = free(server.address());
        List<String> authorities = List.of(
                Issued.pem(pair.ecosystem().root().certificate()),
                Issued.pem(pair.ecosystem().issuer().certificate()));
        try (NginxProcess nginx = NginxProcess.start(program, folder, other, server.authentication(), authorities)) {
            double newer = compare("TLSv1.3", "TLS_AES_128_GCM_SHA256", gateway, other, nginx.pid(), rounds);
            double older =
                    compare("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", gateway, other, nginx.pid(), rounds);
            return Math.round(Math.max(newer, older) * 100) / 100.0;
        }
    }

    private double compare(
            String protocol, String suite, InetSocketAddress gateway, InetSocketAddress other, long nginx, int rounds)
            throws IOException, InterruptedException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratios = new double[rounds];
        Issued client = pair.bankServer().authentication();
        try (FullHandshakes handshakes = new FullHandshakes(client, protocol, suite)) {
            handshakes.run(gateway, WARMUP);
            handshakes.run(other, TIMES);
            for (int i = 0; i < rounds; i++) {
                ours[i] = micros(handshakes, gateway, pair.ministry().pid());
                theirs[i] = micros(handshakes, other, nginx);
                ratios[i] = ours[i] / theirs[i];
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        Arrays.sort(ratios);
        double ratio = ratios[rounds / 2];
        narrator.line(String.format(
                Locale.ROOT,
                "  %s: gateway %.0f µs of CPU a handshake, nginx %.0f µs (medians of %d rounds); ratio %.2f (%.2f to"
                        + " %.2f)",
                protocol,
                ours[rounds / 2],
                theirs[rounds / 2],
                rounds,
                ratio,
                ratios[0],
                ratios[rounds - 1]));
        return ratio;
    }

    private static double micros(FullHandshakes handshakes, InetSocketAddress server, long pid)
            throws IOException, InterruptedException {
        Duration before = ProcessUsage.of(pid).cpu();
        handshakes.run(server, TIMES);
        return ProcessUsage.of(pid).cpu().minus(before).toNanos() / 1e3 / TIMES;
    }

    private static InetSocketAddress free(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, 0));
            return new InetSocketAddress(address, socket.getLocalPort());
        }
    }
}
