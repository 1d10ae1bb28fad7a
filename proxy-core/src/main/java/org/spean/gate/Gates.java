package org.spean.gate;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.spean.event.Events;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/** The gates of a process, one for each service and security server that exchanges led to. Thread-safe. */
public final class Gates {

    private final Events events;
    private final LongSupplier clock;
    private final Map<ServiceId, Gate> services = new ConcurrentHashMap<>();
    private final Map<SecurityServerId, Gate> servers = new ConcurrentHashMap<>();
    private final Map<SecurityServerId, Gate> callers = new ConcurrentHashMap<>();
    private final Map<Gate.Kind, Counts> counts = new EnumMap<>(Gate.Kind.class);

    private static final class Counts {
        private final LongAdder opened = new LongAdder();
        private final LongAdder refusedOpen = new LongAdder();
        private final LongAdder refusedFull = new LongAdder();
    }

    /** @param clock nanoseconds of any origin, as of {@link System#nanoTime} */
    public Gates(Events events, LongSupplier clock) {
        this.events = events;
        this.clock = clock;
        for (Gate.Kind kind : Gate.Kind.values()) {
            counts.put(kind, new Counts());
        }
    }

    /** Before a service of ours. */
    public Gate service(ServiceId id) {
        return of(services, id, Gate.Kind.SERVICE);
    }

    /** Before another member's security server. */
    public Gate server(SecurityServerId id) {
        return of(servers, id, Gate.Kind.SERVER);
    }

    /** Before us, for what another member's security server sends. */
    public Gate caller(SecurityServerId id) {
        return of(callers, id, Gate.Kind.CALLER);
    }

    private <I> Gate of(Map<I, Gate> gates, I id, Gate.Kind kind) {
        Gate found = gates.get(id);
        return found != null ? found : gates.computeIfAbsent(id, absent -> new Gate(this, kind, absent.toString()));
    }

    /** Forgets what is known of services that are gone or somewhere else now; exchanges that are there stay counted. */
    public void forget(Collection<ServiceId> changed) {
        changed.forEach(services::remove);
    }

    /** All that exchanges led to. */
    public Stream<Gate> all() {
        return Stream.of(services, servers, callers).flatMap(gates -> gates.values().stream());
    }

    long nanoTime() {
        return clock.getAsLong();
    }

    void report(Events.Kind kind, Gate gate, String reason) {
        events.report(kind, (gate.kind() == Gate.Kind.SERVICE ? "service " : "security server ") + gate.name(), reason);
    }

    void opened(Gate.Kind kind) {
        of(kind).opened.increment();
    }

    void refusedOpen(Gate.Kind kind) {
        of(kind).refusedOpen.increment();
    }

    void refusedFull(Gate.Kind kind) {
        of(kind).refusedFull.increment();
    }

    private Counts of(Gate.Kind kind) {
        return java.util.Objects.requireNonNull(counts.get(kind));
    }

    /** How often a gate of this kind opened since the start. */
    public long openings(Gate.Kind kind) {
        return of(kind).opened.sum();
    }

    /** Exchanges refused because what they led to was full, or could not be reached. */
    public long refused(Gate.Kind kind, boolean full) {
        return full ? of(kind).refusedFull.sum() : of(kind).refusedOpen.sum();
    }
}
