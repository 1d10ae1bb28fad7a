package org.spean.config;

import java.nio.file.Path;
import java.util.Map;
import org.spean.identifier.ClientId;

/**
 * The message log.
 *
 * @param file absolute path of the database
 * @param keeping what is kept where {@code subsystems} says nothing else
 * @param subsystems what is kept of the messages of some subsystems (or members)
 * @param maxBody bytes kept of a message at most, beside its message part
 */
public record MessageLogConfig(Path file, Keeping keeping, Map<ClientId, Keeping> subsystems, long maxBody) {
    public MessageLogConfig {
        subsystems = Map.copyOf(subsystems);
    }

    /** What is kept of an exchange: as is said of our subsystem, else as of the other, else as of all. */
    public Keeping keeping(ClientId own, ClientId other) {
        Keeping ofOwn = subsystems.get(own);
        return ofOwn != null ? ofOwn : subsystems.getOrDefault(other, keeping);
    }
}
