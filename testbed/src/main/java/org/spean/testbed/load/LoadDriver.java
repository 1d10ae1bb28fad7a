package org.spean.testbed.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Drives load over HTTP from one event loop. In a closed loop each connection sends its next request when the last is
 * answered. In an open loop requests start at a fixed rate on whatever connection is free, and latency counts from when
 * a request should have started, so that a stall is not hidden. All state belongs to the event loop.
 */
public final class LoadDriver {
    private static final long RETRY_MS = 20;
    private static final long TICK_MICROS = 500;

    private final LoadPlan plan;
    private final EventLoop loop;
    private final ByteBuf encoded;
    private final ByteBuf request;
    private final Bootstrap bootstrap;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final ChannelGroup connections;
    private final ArrayDeque<LoadConnection> free = new ArrayDeque<>();
    private final Histogram latency = new Histogram(3);
    private final Map<String, Long> failures = new TreeMap<>();
    private @Nullable String lastFailure;
    private boolean measuring;
    private boolean stopping;
    private boolean started;
    private int outstanding;
    private long exchanges;
    private long non2xx;
    private long failed;
    private long total;
    private long totalBad;
    private long refused;
    private long scheduled;
    private long firstStart;

    private LoadDriver(LoadPlan plan, EventLoop loop) {
        this.plan = plan;
        this.loop = loop;
        this.connections = new DefaultChannelGroup(loop);
        this.encoded = encode(plan);
        this.request = Unpooled.unreleasableBuffer(encoded);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
                .remoteAddress(new InetSocketAddress(plan.url().getHost(), plan.port()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(new LoadConnection(LoadDriver.this, plan.method()));
                    }
                });
    }

    /**
     * Runs a plan to its end and blocks meanwhile.
     *
     * @throws IOException when no connection could be made at all
     */
    public static LoadReport run(LoadPlan plan) throws IOException, InterruptedException {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
        LoadDriver driver = new LoadDriver(plan, group.next());
        try {
            return driver.drive();
        } finally {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
            driver.encoded.release();
        }
    }

    private LoadReport drive() throws IOException, InterruptedException {
        onLoop(this::connectAll);
        opened.completeOnTimeout(null, plan.patience().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        onLoop(this::start);
        Thread.sleep(plan.warmup());
        Map<String, ProcessUsage> before = usage();
        ProcessUsage self = ProcessUsage.of(ProcessHandle.current().pid());
        long from = System.nanoTime();
        onLoop(() -> measuring = true);
        Thread.sleep(plan.duration());
        onLoop(() -> measuring = false);
        double seconds = (System.nanoTime() - from) / 1e9;
        Map<String, LoadReport.Cost> processes = new LinkedHashMap<>();
        usage().forEach((name, after) -> processes.put(name, difference(name, before, after)));
        Duration own = ProcessUsage.of(ProcessHandle.current().pid()).cpu().minus(self.cpu());
        onLoop(this::stop);
        finished.completeOnTimeout(null, plan.patience().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        // A loop that is shut down may leave thousands open, which the next run would be refused connections for.
        connections.close().awaitUninterruptibly(plan.patience().toMillis());
        onLoop(() -> {}); // so that this thread sees what the loop has written
        return new LoadReport(
                plan.connections(),
                plan.rate(),
                exchanges,
                non2xx,
                failed,
                total,
                totalBad + outstanding,
                refused,
                Map.copyOf(failures),
                seconds,
                latency,
                processes,
                own.toNanos() / 1e6);
    }

    private LoadReport.Cost difference(String name, Map<String, ProcessUsage> before, ProcessUsage after) {
        Duration cpu = after.cpu().minus(before.getOrDefault(name, after).cpu());
        return new LoadReport.Cost(
                plan.pids().getOrDefault(name, 0L),
                cpu.toNanos() / 1e6,
                after.residentBytes() / 1048576.0,
                after.peakBytes() / 1048576.0);
    }

    private Map<String, ProcessUsage> usage() {
        Map<String, ProcessUsage> usage = new LinkedHashMap<>();
        plan.pids().forEach((name, pid) -> usage.put(name, ProcessUsage.ofTree(pid)));
        return usage;
    }

    private void onLoop(Runnable action) throws IOException, InterruptedException {
        try {
            loop.submit(action).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw new IOException(failure.getMessage(), e);
            }
            throw new IllegalStateException("load driver", e);
        }
    }

    private void connectAll() {
        for (int i = 0; i < plan.connections(); i++) {
            connect();
        }
    }

    /** Begins to send, once all connections are open or patience has ended. */
    private void start() {
        if (free.isEmpty()) {
            String why = "no connection to " + plan.url() + (lastFailure == null ? "" : ": " + lastFailure);
            throw new UncheckedIOException(why, new IOException(why));
        }
        firstStart = System.nanoTime();
        started = true;
        totalBad = 0;
        failures.clear();
        if (plan.rate() == 0) {
            for (LoadConnection connection = free.poll(); connection != null; connection = free.poll()) {
                if (connection.usable()) {
                    idle(connection);
                }
            }
        } else {
            var _ = loop.scheduleAtFixedRate(this::sendDue, TICK_MICROS, TICK_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    private void stop() {
        stopping = true;
        if (outstanding == 0) {
            finished.complete(null);
        }
    }

    private void connect() {
        ChannelFuture connecting = bootstrap.connect();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                broken(String.valueOf(done.cause().getMessage()));
                if (!started) {
                    opened.complete(null);
                }
                reconnect(RETRY_MS);
            }
        });
    }

    private void reconnect(long delayMs) {
        if (!stopping) {
            var _ = loop.schedule(this::connect, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    /** A connection has nothing to do. */
    void idle(LoadConnection connection) {
        if (stopping) {
            return;
        }
        if (!started) {
            free.addLast(connection);
            if (free.size() == plan.connections()) {
                opened.complete(null);
            }
        } else if (plan.rate() == 0) {
            send(connection, System.nanoTime());
        } else {
            free.addLast(connection);
            sendDue();
        }
    }

    private void sendDue() {
        if (stopping) {
            return;
        }
        double interval = 1e9 / plan.rate();
        long due = (long) ((System.nanoTime() - firstStart) / interval);
        while (scheduled < due && !free.isEmpty()) {
            LoadConnection connection = free.removeFirst();
            if (connection.usable()) {
                send(connection, firstStart + (long) (scheduled++ * interval));
            }
        }
    }

    private void send(LoadConnection connection, long start) {
        outstanding++;
        connection.send(request.duplicate(), start);
    }

    /** An answer has come. */
    void answered(int status, long start) {
        outstanding--;
        total++;
        boolean good = status >= 200 && status < 300;
        if (!good) {
            totalBad++;
            refused++;
        }
        if (measuring) {
            exchanges++;
            if (!good) {
                non2xx++;
            }
            latency.recordValue(Math.max(0, System.nanoTime() - start));
        }
        finishIfDone();
    }

    /** A connection has ended, with or without a request that was not answered. */
    void closed(boolean unanswered, String reason) {
        if (unanswered) {
            outstanding--;
            broken(reason);
            finishIfDone();
        }
        reconnect(unanswered ? RETRY_MS : 0);
    }

    private void broken(String reason) {
        lastFailure = reason;
        failures.merge(reason, 1L, Long::sum);
        totalBad++;
        if (measuring) {
            failed++;
        }
    }

    private void finishIfDone() {
        if (stopping && outstanding == 0) {
            finished.complete(null);
        }
    }

    private static ByteBuf encode(LoadPlan plan) {
        StringBuilder head = new StringBuilder();
        String path = plan.url().getRawPath().isEmpty() ? "/" : plan.url().getRawPath();
        @Nullable String query = plan.url().getRawQuery();
        head.append(plan.method()).append(' ').append(path).append(query == null ? "" : "?" + query);
        head.append(" HTTP/1.1\r\nHost: ").append(plan.url().getRawAuthority()).append("\r\n");
        plan.headers()
                .forEach(h -> head.append(h.getKey())
                        .append(": ")
                        .append(h.getValue())
                        .append("\r\n"));
        if (plan.body().length > 0) {
            head.append("Content-Length: ").append(plan.body().length).append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return Unpooled.directBuffer(bytes.length + plan.body().length)
                .writeBytes(bytes)
                .writeBytes(plan.body());
    }
}
