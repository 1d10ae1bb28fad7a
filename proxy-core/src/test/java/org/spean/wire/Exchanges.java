package org.spean.wire;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.CaptureSet;

/** The captured exchanges whose request is signed, read once for all tests. */
final class Exchanges {

    private static final List<Capture> SIGNED = Capture.signedWithSoap().toList();

    private Exchanges() {}

    static Stream<Capture> requests() {
        return SIGNED.stream()
                .filter(capture -> capture.direction() == Direction.REQUEST && capture.counterpart() != null);
    }

    /** What was answered, a fault perhaps. */
    static Capture response(Capture request) {
        return Objects.requireNonNull(request.counterpart());
    }

    static boolean answered(Capture request) {
        return response(request).isSigned();
    }

    static Stream<Capture> signed(CaptureSet set) {
        return SIGNED.stream().filter(capture -> capture.set().equals(set));
    }

    /** The request of this scenario, as in {@code golden/rest-get-small}. */
    static Capture named(String setAndScenario) {
        return requests()
                .filter(request -> (request.set().name() + "/" + request.scenario()).equals(setAndScenario))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no capture " + setAndScenario));
    }
}
