package org.spean.benchmarks.guard;

import java.nio.file.Path;
import java.util.Locale;
import org.openjdk.jmh.infra.Blackhole;

/** What is guarded, in the order of an exchange. */
public enum Step {
    REST_PART("SHA-512 of 4 KiB", 1.7, (_, hole) -> Codecs.restPart(hole)),
    MULTIPART_ENCODE("SHA-512 of the same octets", 1.7, (_, hole) -> Codecs.encode(hole)),
    MULTIPART_DECODE("SHA-512 of the same octets", 1.7, (_, hole) -> Codecs.decode(hole)),
    MULTIPART_BODY("CRC-32C of the same MiB", 1.8, (_, hole) -> Codecs.body(hole)),
    HASH_CHAIN_BUILD("SHA-512 of 16 KiB", 1.6, (_, _) -> Signatures.chainBuild()),
    HASH_CHAIN_WALK("SHA-512 of 1 KiB", 1.6, (_, _) -> Signatures.chainWalk()),
    SIGNATURE_WRITE("SHA-512 of 8 KiB", 1.7, (_, _) -> Signatures.write()),
    BATCH_SIGNER("one RSA signature", 1.9, (_, _) -> new PoissonSigning()),
    FAST_VERIFY("one RSA verification", 1.6, (_, _) -> Signatures.fastVerify()),
    KNOWN_BATCH_VERIFY("SHA-512 of 1 KiB", 1.7, (_, _) -> Signatures.knownBatch()),
    SLOW_VERIFY("one RSA verification", 1.7, (_, _) -> Signatures.slowVerify()),
    LOG_APPEND_TMPFS("write and fdatasync of as many octets", 1.9, (_, _) -> new LogAppend(LogAppend.TMPFS)),
    LOG_APPEND_DISK("write and fdatasync of as many octets", 1.8, (folder, _) -> new LogAppend(folder)),
    GLOBAL_CONFIGURATION("look-ups in a HashMap", 1.9, (_, _) -> Lookups.open()),
    WHOLE_EXCHANGE("2 RSA signatures, 4 durable writes", 1.9, (folder, _) -> WholeExchange.start(folder));

    private final String primitive;
    private final double band;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Opening opening;

    Step(String primitive, double band, Opening opening) {
        this.primitive = primitive;
        this.band = band;
        this.opening = opening;
    }

    /** The step of a name as the baseline has it. */
    static Step named(String text) {
        for (Step step : values()) {
            if (step.text().equals(text)) {
                return step;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a guarded step");
    }

    /** The name in baseline and table. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is measured beside. */
    String primitive() {
        return primitive;
    }

    /** The factor by which its ratio may exceed a new baseline's. */
    double band() {
        return band;
    }

    /** Whether this machine has what it needs. */
    boolean possible() {
        return this != LOG_APPEND_TMPFS || LogAppend.hasTmpfs();
    }

    /**
     * Makes it ready.
     *
     * @param folder for files, on a disk
     */
    Beside open(Path folder, Blackhole hole) throws Exception {
        return opening.open(folder, hole);
    }

    private interface Opening {
        Beside open(Path folder, Blackhole hole) throws Exception;
    }
}
