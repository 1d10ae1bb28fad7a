package org.spean.gateway;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.spean.peer.Boundaries;

/** Gateways whose time and names come from a test. */
public final class TestGateway {

    private TestGateway() {}

    public static Gateway start(Path file, InstantSource clock, Boundaries boundaries, Supplier<String> requestIds) {
        return Gateway.start(file, new Environment(clock, boundaries, requestIds));
    }
}
