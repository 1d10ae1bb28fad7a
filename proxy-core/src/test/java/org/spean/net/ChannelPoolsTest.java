package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pools over real sockets: who wins, who is remembered, what is reused and what is given back. */
class ChannelPoolsTest {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final EventLoops loops = EventLoops.start(1);
    private final EventLoop loop = loops.group().next();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ChannelPools pools = pools(4);

    private ChannelPools pools(int connections) {
        return new ChannelPools(
                loops, new PoolSettings(CONNECT, Duration.ofHours(1), connections, connections, connections));
    }

    @AfterEach
    void everyPlaceIsFreeAgain() throws Exception {
        pools.close();
        for (AutoCloseable one : opened) {
            one.close();
        }
        await().atMost(TestNet.PATIENCE).until(() -> open() == 0);
        loops.shutdown(Duration.ofSeconds(1)).syncUninterruptibly();
    }

    private int open() throws InterruptedException {
        return TestNet.await(loop.submit(() -> pools.open(loop)));
    }

    /** A server that accepts and keeps what it accepted. */
    private final class Server implements AutoCloseable {
        final ServerSocket listening;
        final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
        private final Thread accepting;

        Server(int port) throws IOException {
            listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            opened.add(this);
            accepting = Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    try {
                        accepted.add(listening.accept());
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listening.getLocalSocketAddress();
        }

        Socket next() throws InterruptedException {
            Socket socket = accepted.poll(TestNet.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (socket == null) {
                throw new AssertionError("nobody has connected");
            }
            return socket;
        }

        @Override
        public void close() throws IOException {
            listening.close();
            await().until(() -> !accepting.isAlive()); // only then is the socket gone, and the port refuses
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    private Server server() throws IOException {
        return new Server(0);
    }

    /** Accepts no connection and refuses none: its queue is full. */
    private InetSocketAddress blackHole() throws IOException {
        return blackHole(0);
    }

    private InetSocketAddress blackHole(int port) throws IOException {
        ServerSocket listening = new ServerSocket();
        opened.add(listening);
        listening.setReuseAddress(true);
        // A port closed just now is free only when its accepting thread has noticed.
        await().ignoreExceptionsMatching(e -> e instanceof BindException).until(() -> {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        });
        for (int i = 0; i < 4; i++) {
            SocketChannel filling = SocketChannel.open();
            opened.add(filling);
            filling.configureBlocking(false);
            filling.connect(listening.getLocalSocketAddress());
        }
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private static InetSocketAddress refusing() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) closed.getLocalSocketAddress();
        }
    }

    private record Plain(Object key, List<InetSocketAddress> candidates) implements Destination {
        static Plain of(InetSocketAddress... candidates) {
            return new Plain("test", List.of(candidates));
        }

        @Override
        public void initialise(Channel channel, InetSocketAddress chosen) {
            channel.pipeline().addLast(Intake.ofResponses(), new Arrivals());
        }

        @Override
        public boolean tls() {
            return false;
        }
    }

    private Channel lease(Destination destination) throws InterruptedException {
        return TestNet.await(leased(destination));
    }

    private Future<Channel> leased(Destination destination) {
        return pools.lease(loop, destination, "somebody");
    }

    private void release(Channel channel) throws InterruptedException {
        TestNet.await(loop.submit(() -> pools.release(channel)));
    }

    @Test
    void theAddressThatAcceptsWinsAndIsRemembered() throws Exception {
        Server server = server();
        Plain destination = Plain.of(blackHole(), refusing(), server.address());

        long before = System.nanoTime();
        Channel first = lease(destination);
        Channel second = lease(destination);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(CONNECT.dividedBy(2));

        assertThat(first).isNotSameAs(second);
        assertThat(first.remoteAddress()).isEqualTo(server.address());
        assertThat(second.remoteAddress()).isEqualTo(server.address());
        first.close();
        second.close();
    }

    @Test
    void theRememberedAddressGoesFirstAndOthersTakeOverWhenItIsGone() throws Exception {
        Server one = server();
        Server two = server();
        Plain destination = Plain.of(one.address(), two.address());
        Channel winner = lease(destination);
        InetSocketAddress remembered = (InetSocketAddress) winner.remoteAddress();
        for (int i = 0; i < 3; i++) {
            Channel another = lease(destination);
            assertThat(another.remoteAddress()).isEqualTo(remembered);
            TestNet.await(another.close());
        }

        (remembered.equals(one.address()) ? one : two).close();
        Channel after = lease(destination);
        assertThat(after.remoteAddress()).isNotEqualTo(remembered);
        winner.close();
        after.close();
    }

    @Test
    void aRememberedAddressThatFallsSilentCostsOnlyItsHeadStart() throws Exception {
        Server server = server();
        AtomicReference<List<InetSocketAddress>> candidates = new AtomicReference<>(List.of(server.address()));
        Destination destination = new Destination() {
            @Override
            public Object key() {
                return "moving";
            }

            @Override
            public List<InetSocketAddress> candidates() {
                return Objects.requireNonNull(candidates.get());
            }

            @Override
            public void initialise(Channel channel, InetSocketAddress chosen) {
                channel.pipeline().addLast(Intake.ofResponses());
            }

            @Override
            public boolean tls() {
                return false;
            }
        };
        lease(destination).close();
        int port = server.address().getPort();
        server.close();
        InetSocketAddress silent = blackHole(port);
        Server healthy = server();
        candidates.set(List.of(blackHole(), silent, healthy.address()));

        long before = System.nanoTime();
        Channel channel = lease(destination);
        assertThat(channel.remoteAddress()).isEqualTo(healthy.address());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(CONNECT.dividedBy(2));
        channel.close();
    }

    @Test
    void aConnectionGivenBackIsLeasedAgain() throws Exception {
        Plain destination = Plain.of(server().address());
        Channel first = lease(destination);
        release(first);
        assertThat(lease(destination)).isSameAs(first);
        first.close();
    }

    @Test
    void aConnectionThatThePeerClosedIsNotLeased() throws Exception {
        Server server = server();
        Plain destination = Plain.of(server.address());
        Channel first = lease(destination);
        release(first);
        server.next().close();
        TestNet.await(first.closeFuture());
        Channel second = lease(destination);
        assertThat(second).isNotSameAs(first);
        second.close();
    }

    /** The peer's close is in the kernel, the loop has not seen it: only a look at the socket tells. */
    @Test
    void aCloseThatTheLoopHasNotSeenIsNoticedAfterASecondOfIdleness() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Epoll.isAvailable(), "only epoll tells the state of a socket");
        Server server = server();
        Plain destination = Plain.of(server.address());
        Channel first = lease(destination);
        release(first);
        Socket peer = server.next();
        long released = System.nanoTime();
        await().atMost(TestNet.PATIENCE)
                .until(() -> System.nanoTime() - released > TimeUnit.MILLISECONDS.toNanos(1100));

        Future<Future<Channel>> leased = loop.submit(() -> {
            peer.close();
            return leased(destination); // in the same turn of the loop
        });
        Channel second = TestNet.await(TestNet.await(leased));
        assertThat(second).isNotSameAs(first);
        second.close();
    }

    @Test
    void bytesThatNobodyAskedForCloseAnIdleConnection() throws Exception {
        Server server = server();
        Channel channel = lease(Plain.of(server.address()));
        release(channel);
        server.next().getOutputStream().write(1);
        TestNet.await(channel.closeFuture());
    }

    /** They may look like an answer: nothing has been asked yet. */
    @Test
    void bytesThatComeBeforeTheLesseeHasSaidSomethingCloseTheConnection() throws Exception {
        Server server = server();
        Plain destination = Plain.of(server.address());
        Channel channel = lease(destination);
        Arrivals arrivals = channel.pipeline().get(Arrivals.class);
        Socket peer = server.next();
        TestNet.await(channel.writeAndFlush(channel.alloc().buffer().writeByte(1)));
        peer.getOutputStream().write(1);
        await().atMost(TestNet.PATIENCE).until(() -> arrivals.bytes.get() == 1);
        release(channel);

        assertThat(lease(destination)).isSameAs(channel);
        peer.getOutputStream().write(1);
        TestNet.await(channel.closeFuture());
        assertThat(arrivals.bytes).hasValue(1);
    }

    @Test
    void failuresNameEveryAddressAndGiveThePlaceBack() throws Exception {
        InetSocketAddress one = refusing();
        InetSocketAddress two =
                InetSocketAddress.createUnresolved("127.0.0.1", refusing().getPort());
        InetSocketAddress name = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
        for (int i = 0; i < 6; i++) {
            assertThat(TestNet.awaitFailure(leased(Plain.of(one, two))))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("127.0.0.1:" + one.getPort())
                    .hasMessageContaining("127.0.0.1:" + two.getPort())
                    .hasMessageContaining("test");
        }
        assertThat(TestNet.awaitFailure(leased(Plain.of(name))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("no-such-host.invalid:1");
        assertThat(TestNet.awaitFailure(leased(Plain.of())))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("no address");
        assertThat(open()).isZero();
    }

    @Test
    void aSilentAddressFailsAfterTheConnectTimeout() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(Duration.ofMillis(300), Duration.ofHours(1), 1, 1, 1));
        assertThat(TestNet.awaitFailure(leased(Plain.of(blackHole()))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("timed out");
        assertThat(open()).isZero();
    }

    @Test
    void namesAreResolvedByTheHostsFile() throws Exception {
        Server server = server();
        Channel channel = lease(Plain.of(
                InetSocketAddress.createUnresolved("localhost", server.address().getPort())));
        assertThat(((InetSocketAddress) channel.remoteAddress()).getPort())
                .isEqualTo(server.address().getPort());
        channel.close();
    }

    @Test
    void moreLeasesThanPlacesWaitForOneToBeGivenBackOrClosed() throws Exception {
        pools.close();
        pools = pools(2);
        Plain destination = Plain.of(server().address());
        Channel one = lease(destination);
        Channel two = lease(destination);
        Future<Channel> third = leased(destination);
        Future<Channel> fourth = leased(destination);
        Future<Channel> fifth = leased(destination);

        assertThat(TestNet.awaitFailure(fifth)).hasMessageContaining("in use");
        assertThat(third.isDone()).isFalse();
        release(one);
        assertThat(TestNet.await(third)).isSameAs(one);
        two.close();
        Channel replacement = TestNet.await(fourth);
        assertThat(replacement).isNotSameAs(two).isNotSameAs(one);
        one.close();
        replacement.close();
    }

    @Test
    void moreLeasesThanDialsWaitForADialToEndOrAConnectionToBeGivenBack() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(CONNECT, Duration.ofHours(1), 8, 1, 8));
        Server server = server();
        Plain destination = Plain.of(server.address());
        Channel one = lease(destination);
        Future<Channel> second = leased(Plain.of(blackHole())); // begins an attempt that goes nowhere
        Future<Channel> third = leased(destination);

        release(one);
        assertThat(TestNet.await(second)).isSameAs(one);
        assertThat(third.isDone()).isFalse();
        release(one);
        assertThat(TestNet.await(third)).isSameAs(one);
        one.close();
    }

    @Test
    void asManyAttemptsAreUnderWayAsMayBeAndEachMakesAConnection() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(CONNECT, Duration.ofHours(1), 8, 1, 8));
        Plain destination = Plain.of(server().address());
        List<Future<Channel>> leases = List.of(leased(destination), leased(destination), leased(destination));
        List<Channel> made = new ArrayList<>();
        for (Future<Channel> lease : leases) {
            made.add(TestNet.await(lease));
        }
        assertThat(made).doesNotHaveDuplicates();
        assertThat(open()).isEqualTo(3);
        made.forEach(Channel::close);
    }

    /** Leases of one who wants many and of two that want one, all at a moment; each is given back at once. */
    private List<String> orderOf(Destination first, Destination others, Runnable begun) throws Exception {
        List<String> order = new ArrayList<>();
        List<Future<Channel>> leases = TestNet.await(loop.submit(() -> {
            List<Future<Channel>> all = new ArrayList<>();
            for (String who : List.of("many", "many", "many", "one", "another")) {
                Future<Channel> lease = pools.lease(loop, all.isEmpty() ? first : others, who);
                lease.addListener((FutureListener<Channel>) done -> {
                    order.add(who);
                    pools.release(done.getNow());
                });
                all.add(lease);
            }
            begun.run();
            return all;
        }));
        for (Future<Channel> lease : leases) {
            TestNet.await(lease);
        }
        return TestNet.await(loop.submit(() -> List.copyOf(order)));
    }

    @Test
    void whoAsksForManyAtOnceWaitsBehindItself() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(CONNECT, Duration.ofHours(1), 8, 1, 8));
        Plain destination = Plain.of(server().address());
        List<String> turns = List.of("many", "one", "another", "many", "many");

        assertThat(orderOf(destination, destination, () -> {})).isEqualTo(turns); // of a connection made
        Channel one = lease(destination);
        assertThat(orderOf(Plain.of(blackHole()), destination, () -> pools.release(one)))
                .isEqualTo(turns); // of one given back
    }

    @Test
    void aFailedAttemptFailsOneLeaseAndTheNextHasItsOwn() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(CONNECT, Duration.ofHours(1), 8, 1, 8));
        Future<Channel> first = leased(Plain.of(refusing()));
        Future<Channel> second = leased(Plain.of(server().address()));

        assertThat(TestNet.awaitFailure(first)).hasMessageContaining("refused");
        TestNet.await(second).close();
    }

    @Test
    void poolsThatCloseServeWhomTheyConnectForAlready() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(CONNECT, Duration.ofHours(1), 8, 1, 8));
        Plain destination = Plain.of(server().address());
        List<Future<Channel>> leases = TestNet.await(loop.submit(() -> {
            List<Future<Channel>> both = List.of(leased(destination), leased(destination));
            pools.close();
            return both;
        }));

        TestNet.await(leases.getFirst()).close();
        assertThat(TestNet.awaitFailure(leases.getLast())).hasMessageContaining("stopping");
    }

    @Test
    void aWaitingLeaseGivesUpAfterTheConnectTimeout() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(Duration.ofMillis(300), Duration.ofHours(1), 1, 1, 1));
        Plain destination = Plain.of(server().address());
        Channel only = lease(destination);
        assertThat(TestNet.awaitFailure(leased(destination))).hasMessageContaining("became free");
        only.close();
    }

    @Test
    void aCancelledLeaseTakesNothingWithIt() throws Exception {
        Future<Channel> connecting = leased(Plain.of(blackHole()));
        connecting.cancel(false);
        await().atMost(TestNet.PATIENCE).until(() -> open() == 0);

        pools.close();
        pools = pools(2);
        Plain destination = Plain.of(server().address());
        Channel one = lease(destination);
        Channel two = lease(destination);
        Future<Channel> cancelled = leased(destination);
        Future<Channel> next = leased(destination);
        cancelled.cancel(false);
        release(one);
        assertThat(TestNet.await(next)).isSameAs(one);
        one.close();
        two.close();
    }

    @Test
    void noMoreThanTheIdleConnectionsAreKept() throws Exception {
        pools.close();
        pools = new ChannelPools(loops, new PoolSettings(CONNECT, Duration.ofHours(1), 4, 4, 1));
        Plain destination = Plain.of(server().address());
        Channel one = lease(destination);
        Channel two = lease(destination);
        release(one);
        release(two);
        TestNet.await(two.closeFuture());
        assertThat(one.isActive()).isTrue();
    }

    @Test
    void closingPoolsClosesIdleConnectionsAndRefusesLeases() throws Exception {
        Plain destination = Plain.of(server().address());
        Channel idle = lease(destination);
        Channel leased = lease(destination);
        release(idle);
        pools.close();
        TestNet.await(idle.closeFuture());
        assertThat(TestNet.awaitFailure(leased(destination))).isInstanceOf(ConnectException.class);
        release(leased);
        TestNet.await(leased.closeFuture());
    }

    @Test
    void theSameChannelIsNotGivenBackTwice() throws Exception {
        Channel channel = lease(Plain.of(server().address()));
        release(channel);
        assertThat(TestNet.awaitFailure(loop.submit(() -> pools.release(channel))))
                .isInstanceOf(IllegalStateException.class);
        channel.close();
    }
}
