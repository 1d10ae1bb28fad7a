package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.view.View;

/** A running pair whose bank keeps whole messages and has time-stamps made when a test wants them. */
public final class EvidencePair implements AutoCloseable {

    private final Pair pair;
    private final Path folder;

    private EvidencePair(Pair pair, Path folder) {
        this.pair = pair;
        this.folder = folder;
    }

    public static EvidencePair start(Path folder) throws IOException {
        Pair pair = Pair.in(folder.resolve("pair"))
                .bank((file, made) -> file.set("messageLog.keep", "full").set("timestamping.interval", "1d"))
                .start();
        await().atMost(Pair.PATIENCE)
                .until(() -> pair.bank.timeStamping().status().lastSuccess() != null);
        return new EvidencePair(pair, folder);
    }

    /** One exchange by the bank. */
    public void exchange(String queryId) throws IOException, InterruptedException {
        assertThat(pair.send(pair.request("/echo")
                                .header("X-Road-Id", queryId)
                                .POST(BodyPublishers.ofString("asked"))
                                .build())
                        .body())
                .isEqualTo("asked");
        pair.assertNothingHeld();
    }

    /** Time-stamps all that waits at the bank. */
    public void stampAll() {
        assertThat(pair.bank.timeStamping().run()).isPositive();
    }

    /** The bank's configuration. */
    public Path configuration() {
        return pair.server("ss-bank").configuration();
    }

    /** The same with a global configuration in which no time-stamping authority is approved. */
    public Path configurationWithoutStampers() throws IOException {
        Path tree = folder.resolve("without-stampers");
        Path used = pair.bank.view().config().globalConfiguration().directory();
        try (Stream<Path> files = Files.walk(used)) {
            for (Path file : files.toList()) {
                Path copy = tree.resolve(used.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (file.endsWith("shared-params.xml")) {
                    Files.writeString(copy, Files.readString(file).replaceAll("(?s)<approvedTSA>.*</approvedTSA>", ""));
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return pair.bankFile
                .set("globalConfiguration.directory", tree.toString())
                .write(pair.server("ss-bank").folder().resolve("without-stampers.yaml"));
    }

    /** Verifies by the bank's global configuration. */
    public ContainerReport verify(Container container) throws IOException {
        View view = pair.bank.view();
        List<TimeStampingAuthority> stampers = view.globalConf().timeStampingAuthorities();
        try (SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            return new ContainerVerifier(
                            verifier,
                            new EvidenceTrust(
                                    view.anchors(),
                                    TimeStampAuthorities.of(stampers.stream()
                                            .map(TimeStampingAuthority::certificate)
                                            .toList())))
                    .verify(container, KeptElsewhere.NOTHING);
        }
    }

    @Override
    public void close() {
        pair.close();
    }
}
