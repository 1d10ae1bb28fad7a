package org.spean.timestamp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.spean.config.TimestampingConfig;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.VerifiedTimeStamp;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.net.CentralTls;
import org.spean.view.View;

/**
 * Tries time-stamping authorities outside of a running gateway: each question costs a time-stamp over nothing. Blocks; for
 * one thread.
 */
public final class StampInquiry implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final StampQuestions questions;
    private final Duration patience;
    private final InstantSource clock;

    /** What came of a question, in one line for the operator. */
    public record Answer(boolean granted, String text) {}

    /** @param patience waited for an answer at most, if the configuration waits longer */
    public StampInquiry(Duration patience, InstantSource clock) {
        this.patience = patience;
        this.clock = clock;
        this.questions = new StampQuestions(loops, clock);
    }

    /** How a gateway would stamp. */
    public StampSettings settings(View view) {
        TimestampingConfig config = view.config().timestamping();
        return StampSettings.of(view.globalConf(), config, CentralTls.context(config.trust(), config.tls()))
                .waiting(patience);
    }

    /** Asks for a time-stamp, and verifies it. */
    public Answer ask(TimeStampingAuthority authority, StampSettings settings) {
        byte[] nothing = new byte[DigestAlgorithm.SHA_512.length()];
        new SecureRandom().nextBytes(nothing);
        long began = System.nanoTime();
        try {
            VerifiedTimeStamp stamp =
                    questions.ask(authority, TimeStampRequest.over(DigestAlgorithm.SHA_512, nothing), settings);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            long skew = Duration.between(clock.instant(), stamp.time()).toSeconds();
            return new Answer(
                    true, "good, in " + millis + " ms" + (skew == 0 ? "" : ", its clock differs by " + skew + " s"));
        } catch (StampException e) {
            return new Answer(false, String.valueOf(e.getMessage()));
        }
    }

    /** Lets go of connections. */
    @Override
    public void close() {
        questions.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
