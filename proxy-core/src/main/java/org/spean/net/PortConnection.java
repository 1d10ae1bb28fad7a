package org.spean.net;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection others opened to a port: what it was set up with, and whether that is still how it is done. */
public final class PortConnection {

    private final PortSetup setup;
    private final @Nullable Object identity;
    private final Supplier<@Nullable PortSetup> current;

    /** @param current the setup of now; {@code null} when the port is closed */
    public PortConnection(PortSetup setup, Supplier<@Nullable PortSetup> current) {
        this.setup = setup;
        this.identity = identity(setup);
        this.current = current;
    }

    /** How it is set up. */
    public PortSetup setup() {
        return setup;
    }

    /** Whether it should end with its next answer, as new ones are set up otherwise. */
    @SuppressWarnings("ReferenceEquality") // the same setup is the usual case; an identity is one object
    public boolean outdated() {
        PortSetup now = current.get();
        return now == null || (now != setup && !now.equals(setup)) || identity(now) != identity;
    }

    private static @Nullable Object identity(PortSetup setup) {
        PortTls tls = setup.tls();
        return tls == null ? null : tls.identity();
    }
}
