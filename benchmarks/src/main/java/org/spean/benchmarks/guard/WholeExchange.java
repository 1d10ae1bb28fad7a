package org.spean.benchmarks.guard;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.spean.benchmarks.SampleIdentity;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.SigningKey;
import org.spean.gateway.Gateway;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.service.SmallAnswer;

/**
 * A small REST exchange between two gateways of this process, over sockets, everything on, one at a time; beside it what it cannot do
 * without: two RSA signatures and four durable writes in a row.
 */
final class WholeExchange implements Beside {

    private static final long WARM_UP = 8_000_000_000L;
    private static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";
    private static final String SERVICE = "CAMBODIA/GOV/CAMDX-000121/IDENTITY/small";

    private final Path folder;
    private final Ecosystem ecosystem;
    private final SmallAnswer service;
    private final Gateway ministry;
    private final Gateway bank;
    private final URL url;
    private final SigningKey key =
            SampleIdentity.of(KeyKind.RSA_2048).identity().key();
    private final FileChannel file;
    private final ByteBuffer record = ByteBuffer.allocateDirect(3072);

    private WholeExchange(Path folder) throws IOException {
        this.folder = folder;
        String net = "127." + (1 + ProcessHandle.current().pid() % 250) + ".77.";
        ecosystem = Ecosystem.in(folder).pair(net + 2, net + 3).start();
        service = SmallAnswer.start(new InetSocketAddress(net + 4, 0));
        ministry = Gateway.start(
                ecosystem
                        .gateway("ss-moi")
                        .service(SERVICE, service.url(), List.of(BANK))
                        .write(ecosystem.server("ss-moi").configuration()),
                InstantSource.system());
        bank = Gateway.start(
                ecosystem
                        .gateway("ss-bank")
                        .client(BANK)
                        .write(ecosystem.server("ss-bank").configuration()),
                InstantSource.system());
        url = URI.create(ecosystem.server("ss-bank").clientUrl() + "/r1/" + SERVICE + "/persons/100000042")
                .toURL();
        file = FileChannel.open(folder.resolve("raw"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1 << 20), 0);
        file.force(true);
    }

    static WholeExchange start(Path parent) throws IOException {
        Files.createDirectories(parent);
        WholeExchange pair = new WholeExchange(Files.createTempDirectory(parent, "pair"));
        pair.step(WARM_UP);
        return pair;
    }

    @Override
    public long slice() {
        return 30_000_000;
    }

    @Override
    public double raw(long nanos) throws IOException {
        long start = System.nanoTime();
        int count = 0;
        long end;
        do {
            for (int i = 0; i < 4; i++) {
                if (i % 2 == 0) {
                    key.sign(new byte[1024], DigestAlgorithm.SHA_512).block();
                }
                file.write(record.clear(), (count * 4L + i) % 256 * 4096);
                file.force(false);
            }
            count++;
            end = System.nanoTime();
        } while (end - start < nanos);
        return (double) (end - start) / count;
    }

    @Override
    public double step(long nanos) throws IOException {
        long start = System.nanoTime();
        int count = 0;
        long end;
        do {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            connection.setRequestProperty("X-Road-Client", BANK);
            try (InputStream in = connection.getInputStream()) {
                if (in.readAllBytes().length != SmallAnswer.BODY.length()) {
                    throw new IOException("not the service's answer");
                }
            }
            count++;
            end = System.nanoTime();
        } while (end - start < nanos);
        return (double) (end - start) / count;
    }

    @Override
    public void close() throws IOException {
        bank.drain();
        ministry.drain();
        service.close();
        ecosystem.close();
        file.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
