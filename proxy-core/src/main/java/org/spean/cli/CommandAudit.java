package org.spean.cli;

import java.time.InstantSource;
import org.spean.audit.Audit;
import org.spean.config.GatewayConfig;

/** The audit of what commands do, in the file of the gateway whose configuration they were given. */
final class CommandAudit {

    private CommandAudit() {}

    /** To be closed, which writes. */
    static Audit of(GatewayConfig config) {
        return new Audit(
                InstantSource.system(),
                config.instanceServer().toString(),
                config.logging().audit(),
                null);
    }

    /** Who runs this command. */
    static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
