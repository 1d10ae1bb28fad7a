package org.spean.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.spean.config.BreakerConfig;
import org.spean.event.Events;
import org.spean.fault.FaultCode;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

class GateTest {

    private static final BreakerConfig TERMS =
            new BreakerConfig(3, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(5));
    private static final int LIMIT = 100;

    private final Events events = new Events(InstantSource.system());
    private long seconds;
    private final Gates gates =
            new Gates(events, () -> Duration.ofSeconds(seconds).toNanos());
    private final Gate gate = gates.service(ServiceId.parse("KH/GOV/M/S/service"));

    private Pass enter() {
        return (Pass) gate.enter(TERMS, LIMIT);
    }

    private void fail() {
        Pass pass = enter();
        pass.failed();
        pass.leave();
    }

    private void open() {
        fail();
        fail();
        seconds += 2;
        fail();
        assertThat(gate.position()).isEqualTo(Gate.Position.OPEN);
    }

    @Test
    void failuresInARowThatLastOpenIt() {
        fail();
        fail();
        fail();
        fail();
        assertThat(gate.position()).as("all at once").isEqualTo(Gate.Position.FAILING);
        seconds += 2;
        fail();
        assertThat(gate.position()).isEqualTo(Gate.Position.OPEN);
        assertThat(gate.enter(TERMS, LIMIT))
                .isEqualTo(
                        new Entry.Refusal(
                                FaultCode.CIRCUIT_OPEN,
                                "The service could not be reached 5 times in a row and is not tried at the moment: try again in 5 s"));
        assertThat(gates.refused(Gate.Kind.SERVICE, false)).isEqualTo(1);
        assertThat(gates.openings(Gate.Kind.SERVICE)).isEqualTo(1);
    }

    @Test
    void oneSuccessOrALongQuietEndsTheRow() {
        fail();
        fail();
        Pass pass = enter();
        pass.succeeded();
        pass.failed(); // what comes after an answer says nothing
        pass.leave();
        seconds += 2;
        fail();
        fail();
        seconds += 11;
        fail();
        fail();
        assertThat(gate.failures()).isEqualTo(2);
        assertThat(gate.position()).isEqualTo(Gate.Position.FAILING);
    }

    @Test
    void oneFindsOutAndTheOthersWait() {
        open();
        seconds += 5;
        Pass probe = enter();
        assertThat(gate.enter(TERMS, LIMIT)).isInstanceOf(Entry.Refusal.class);
        probe.failed();
        probe.leave();
        assertThat(gate.enter(TERMS, LIMIT)).isInstanceOf(Entry.Refusal.class);
        seconds += 5;
        Pass second = enter();
        second.succeeded();
        assertThat(gate.position()).isEqualTo(Gate.Position.CLOSED);
        assertThat(events.count(Events.Kind.CIRCUIT_OPENED)).as("told once").isEqualTo(1);
        assertThat(events.count(Events.Kind.CIRCUIT_CLOSED)).isEqualTo(1);
    }

    @Test
    void aProbeThatFindsNothingOutLetsTheNextTry() {
        open();
        seconds += 5;
        enter().leave();
        Pass next = enter();
        assertThat(gate.enter(TERMS, LIMIT)).isInstanceOf(Entry.Refusal.class);
        seconds += 61; // it never came back
        assertThat(gate.enter(TERMS, LIMIT)).isInstanceOf(Pass.class);
        next.leave();
    }

    @Test
    void failuresOfAttemptsBegunBeforeItOpenedChangeNothing() {
        Pass late = enter();
        open();
        seconds += 4;
        late.failed();
        late.leave();
        seconds += 1;
        assertThat(gate.enter(TERMS, LIMIT)).isInstanceOf(Pass.class);
    }

    @Test
    void noFailuresMeansNever() {
        BreakerConfig never = new BreakerConfig(0, Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(5));
        for (int i = 0; i < 50; i++) {
            Pass pass = (Pass) gate.enter(never, LIMIT);
            pass.failed();
            pass.leave();
        }
        assertThat(gate.position()).isEqualTo(Gate.Position.FAILING);
    }

    @Test
    void placesAreGivenBackOnce() {
        Pass one = (Pass) gate.enter(TERMS, 2);
        Pass two = (Pass) gate.enter(TERMS, 2);
        assertThat(gate.enter(TERMS, 2))
                .isEqualTo(new Entry.Refusal(
                        FaultCode.TOO_MANY_EXCHANGES,
                        "The service is at its limit of 2 calls at the same time: try again later"));
        assertThat(gate.full()).isTrue();
        one.leave();
        one.leave();
        assertThat(gate.inFlight()).isEqualTo(1);
        two.leave();
        assertThat(gate.inFlight()).isZero();
        assertThat(gates.refused(Gate.Kind.SERVICE, true)).isEqualTo(1);
    }

    @Test
    void anExchangeIsCountedAtTheServerThatTookIt() {
        Gate first = gates.server(SecurityServerId.parse("KH/GOV/M/one"));
        Gate second = gates.server(SecurityServerId.parse("KH/GOV/M/two"));
        Pass pass = first.enter();
        pass.reached(second);
        assertThat(first.inFlight()).isZero();
        assertThat(second.inFlight()).isEqualTo(1);
        pass.leave();
        assertThat(second.inFlight()).isZero();
    }

    @Test
    void troubleIsForgottenByAProbeAndDoublesOtherwise() {
        gate.enter(TERMS, LIMIT);
        gate.avoid();
        assertThat(gate.avoided()).isTrue();
        assertThat(gate.due()).isFalse();
        seconds += 5;
        assertThat(gate.due()).isTrue();
        assertThat(gate.due()).as("one looks").isFalse();
        gate.recovered();
        assertThat(gate.avoided()).isFalse();
        gate.avoid();
        seconds += 5;
        assertThat(gate.due()).as("twice as long").isFalse();
        seconds += 5;
        assertThat(gate.due()).isTrue();
        gate.recovered();
        gate.well();
        gate.avoid();
        seconds += 5;
        assertThat(gate.due()).as("as at first").isTrue();
    }
}
