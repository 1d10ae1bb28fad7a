package org.spean.benchmarks.messagelog;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.event.Events;
import org.spean.globalconf.TimeStampingAuthority;
import org.spean.messagelog.EvidenceAccess;
import org.spean.messagelog.EvidenceStore;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.TimeStampService;
import org.spean.timestamp.StampSettings;
import org.spean.timestamp.TimeStamping;

/** Time-stamps a log by an authority in this process, when asked. */
final class Stamping implements AutoCloseable {
    private final EventLoopGroup loops;
    private final TimeStampService authority;
    private final TimeStamping service;

    private Stamping(EventLoopGroup loops, TimeStampService authority, TimeStamping service) {
        this.loops = loops;
        this.authority = authority;
        this.service = service;
    }

    /** @param documents under one time-stamp */
    static Stamping start(Home home, int documents) {
        InstantSource clock = InstantSource.system();
        TimeStampService authority = TimeStampService.start(
                "TSA",
                CertificateAuthority.root("Benchmark CA", KeyKind.RSA_2048, clock),
                KeyKind.RSA_2048,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                clock);
        StampSettings settings = new StampSettings(
                List.of(new TimeStampingAuthority(authority.name(), authority.uri(), authority.certificate())),
                List.of(),
                TimeStampAuthorities.of(List.of(authority.certificate())),
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ZERO,
                documents,
                Duration.ofSeconds(20),
                null);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        return new Stamping(
                loops,
                authority,
                new TimeStamping(new Access(home.store()), () -> settings, loops, new Events(clock), clock));
    }

    /**
     * Rounds until nothing waits.
     *
     * @return signature documents
     */
    long run() {
        long stamped = service.run();
        String failure = service.status().failure();
        if (failure != null) {
            throw new IllegalStateException("no time-stamp: " + failure);
        }
        return stamped;
    }

    @Override
    public void close() {
        service.close();
        authority.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private record Access(EvidenceStore store) implements EvidenceAccess {
        @Override
        public <T, E extends Exception> T with(Task<T, E> task) throws E {
            return task.run(store);
        }
    }
}
