package org.spean.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's keys.
 *
 * @param authentication towards other security servers
 * @param signing keys that sign messages, at least one
 * @param clientTls of the HTTPS port for information systems, absent if there is none
 */
public record KeysConfig(
        KeyFile authentication,
        List<KeyFile> signing,
        @Nullable KeyFile clientTls) {
    public KeysConfig {
        signing = List.copyOf(signing);
    }
}
