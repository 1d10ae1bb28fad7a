package org.spean.gate;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.spean.config.BreakerConfig;
import org.spean.event.Events;
import org.spean.fault.FaultCode;

/**
 * Stands before one service or one security server: counts the exchanges that are behind it, and when too many attempts to
 * reach what is there have failed, lets none pass for a while, then one to find out.
 *
 * <p>Thread-safe without locks. While all is well, an exchange costs an atomic increment and decrement and a read.
 */
public final class Gate {

    /** What is behind a gate. */
    public enum Kind {
        /** A service that we call. */
        SERVICE,
        /** Another member's security server that we call. */
        SERVER,
        /** Another member's security server that calls us; counted only. */
        CALLER
    }

    /** How a gate stands. */
    public enum Position {
        /** All is well. */
        CLOSED,
        /** The latest attempts failed. */
        FAILING,
        /** Nothing passes for a while. */
        OPEN,
        /** One attempt is on its way to find out. */
        PROBING
    }

    sealed interface State permits Closed, Open, Probing {}

    /**
     * As a circuit: exchanges pass.
     *
     * @param failures in a row
     * @param first when this row began
     * @param last its latest
     */
    private record Closed(int failures, long first, long last) implements State {}

    /** @param failures so far */
    private record Open(int failures, long until) implements State {}

    /** One is on its way; an object of its own for each. */
    static final class Probing implements State {
        private final int failures;
        private final long since;

        private Probing(int failures, long since) {
            this.failures = failures;
            this.since = since;
        }
    }

    /**
     * One of several servers has failed lately.
     *
     * @param times in a row
     * @param until when it is to be looked at again
     */
    private record Trouble(int times, long until) {}

    private static final Closed WELL = new Closed(0, 0, 0);
    private static final int LONGEST_SHIFT = 6;

    /** A probe that was never judged does not keep a gate open for ever. */
    private static final long PROBE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Gates gates;
    private final Kind kind;
    private final String name;
    private final AtomicReference<State> state = new AtomicReference<>(WELL);
    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile BreakerConfig terms = BreakerConfig.DEFAULTS;
    private volatile int latestLimit = Integer.MAX_VALUE;

    Gate(Gates gates, Kind kind, String name) {
        this.gates = gates;
        this.kind = kind;
        this.name = name;
    }

    /**
     * Lets an exchange pass, or says why not.
     *
     * @param limit exchanges that may be behind this gate
     */
    public Entry enter(BreakerConfig breaker, int limit) {
        terms(breaker, limit);
        Probing probe = null;
        State now = state();
        if (!(now instanceof Closed)) {
            probe = takeProbe(now);
            if (probe == null) {
                gates.refusedOpen(kind);
                return open(now);
            }
        }
        if (inFlight.incrementAndGet() > limit) {
            inFlight.decrementAndGet();
            if (probe != null) {
                unproved(probe);
            }
            gates.refusedFull(kind);
            return full(limit);
        }
        return new Pass(this, probe);
    }

    @SuppressWarnings("ReferenceEquality") // the same configuration, most often
    private void terms(BreakerConfig breaker, int limit) {
        if (terms != breaker) {
            terms = breaker;
        }
        if (latestLimit != limit) {
            latestLimit = limit;
        }
    }

    /** Lets an exchange pass that has looked at this gate before. */
    public Pass enter() {
        inFlight.incrementAndGet();
        return new Pass(this, null);
    }

    private @Nullable Probing takeProbe(State now) {
        long time = gates.nanoTime();
        int failures;
        switch (now) {
            case Open open when time - open.until >= 0 -> failures = open.failures;
            case Probing lost when time - lost.since > PROBE_NANOS -> failures = lost.failures;
            default -> {
                return null;
            }
        }
        Probing probe = new Probing(failures, time);
        return state.compareAndSet(now, probe) ? probe : null;
    }

    private Entry.Refusal open(State now) {
        int failures = failures(now);
        long wait = now instanceof Open open ? Math.max(0, open.until - gates.nanoTime()) : 0;
        long seconds = Math.max(1, Duration.ofNanos(wait).plusMillis(999).toSeconds());
        return new Entry.Refusal(
                FaultCode.CIRCUIT_OPEN,
                (kind == Kind.SERVICE ? "The service" : "Security server " + name) + " could not be reached " + failures
                        + " times in a row and is not tried at the moment: try again in " + seconds + " s");
    }

    private Entry.Refusal full(int limit) {
        return new Entry.Refusal(
                FaultCode.TOO_MANY_EXCHANGES,
                switch (kind) {
                    case SERVICE ->
                        "The service is at its limit of " + limit + " calls at the same time: try again later";
                    case SERVER, CALLER ->
                        "Security server " + name + " is at its limit of " + limit
                                + " exchanges with this one at the same time:" + " try again later";
                });
    }

    /** Whether there is room for one more. */
    public boolean hasRoom(int limit) {
        return inFlight.get() < limit;
    }

    void count() {
        inFlight.incrementAndGet();
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    // ---- the breaker

    /** What is behind was reached. */
    public void succeeded() {
        State now = state();
        while (!(now instanceof Closed closed) || closed.failures > 0) {
            if (state.compareAndSet(now, WELL)) {
                if (!(now instanceof Closed)) {
                    gates.report(Events.Kind.CIRCUIT_CLOSED, this, "it was reached again");
                }
                return;
            }
            now = state();
        }
    }

    /** What is behind could not be reached. */
    public void failed() {
        long time = gates.nanoTime();
        for (State now = state(); ; now = state()) {
            if (now instanceof Open) {
                return; // of an attempt that began before the gate opened
            }
            State next = afterFailure(now, time);
            if (state.compareAndSet(now, next)) {
                if (now instanceof Closed && next instanceof Open) {
                    gates.opened(kind);
                    gates.report(
                            Events.Kind.CIRCUIT_OPENED,
                            this,
                            "it could not be reached " + failures(next) + " times in a row; nothing is sent there for "
                                    + terms.pause().toMillis() + " ms, then one exchange finds out");
                }
                return;
            }
        }
    }

    private State afterFailure(State now, long time) {
        BreakerConfig set = terms;
        return switch (now) {
            case Open open -> open;
            case Probing probe ->
                new Open(probe.failures + 1, time + set.pause().toNanos());
            case Closed closed -> {
                boolean anew = closed.failures == 0
                        || time - closed.last > set.window().toNanos();
                Closed counted = anew ? new Closed(1, time, time) : new Closed(closed.failures + 1, closed.first, time);
                boolean enough = set.failures() > 0
                        && counted.failures >= set.failures()
                        && time - counted.first >= set.lasting().toNanos();
                yield enough ? new Open(counted.failures, time + set.pause().toNanos()) : counted;
            }
        };
    }

    /** The exchange that was to find out ended before it could. */
    void unproved(Probing probe) {
        state.compareAndSet(probe, new Open(probe.failures, gates.nanoTime()));
    }

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    private static int failures(State state) {
        return switch (state) {
            case Closed closed -> closed.failures;
            case Open open -> open.failures;
            case Probing probe -> probe.failures;
        };
    }

    // ---- one of several

    /** An exchange with this server failed by the server's fault: others are tried before it for a while. */
    public void avoid() {
        Trouble before = trouble.get();
        int times = before == null ? 1 : Math.min(before.times + 1, LONGEST_SHIFT + 1);
        trouble.set(new Trouble(times, gates.nanoTime() + (terms.pause().toNanos() << (times - 1))));
    }

    /** An exchange with this server went well. */
    public void well() {
        if (trouble.get() != null) {
            trouble.set(null);
        }
    }

    /** Whether others are to be tried before this one. */
    public boolean avoided() {
        Trouble now = trouble.get();
        return (now != null && now.until != 0) || !(state() instanceof Closed);
    }

    /** Whether nothing may be sent there now. */
    public boolean shut() {
        State now = state();
        return !(now instanceof Closed) && !(now instanceof Open open && gates.nanoTime() - open.until >= 0);
    }

    /** Whether it is time to look if it can be reached again; true for one caller. */
    public boolean due() {
        Trouble now = trouble.get();
        long time = gates.nanoTime();
        return now != null
                && now.until != 0
                && time - now.until >= 0
                && trouble.compareAndSet(now, new Trouble(now.times, time + PROBE_NANOS));
    }

    /** It can be reached again: it is one of several as before, but known to have been in trouble until all goes well. */
    public void recovered() {
        succeeded();
        Trouble now = trouble.get();
        if (now != null) {
            trouble.compareAndSet(now, new Trouble(now.times, 0));
        }
    }

    // ---- to be looked at

    public Kind kind() {
        return kind;
    }

    /** Id of what is behind. */
    public String name() {
        return name;
    }

    /** Whether as many are behind it as may be, as far as is known. */
    public boolean full() {
        return !hasRoom(latestLimit);
    }

    /** Exchanges behind it now. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Attempts that failed in a row. */
    public int failures() {
        return failures(state());
    }

    public Position position() {
        return switch (state()) {
            case Closed closed -> closed.failures == 0 ? Position.CLOSED : Position.FAILING;
            case Open open -> Position.OPEN;
            case Probing probe -> Position.PROBING;
        };
    }
}
