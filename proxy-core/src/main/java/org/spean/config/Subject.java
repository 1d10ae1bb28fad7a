package org.spean.config;

import org.spean.identifier.ClientId;

/** Who may be given a right. */
public sealed interface Subject {
    /** One subsystem (or member, for those that act as clients themselves). */
    record Client(ClientId id) implements Subject {}

    /** A local group of the service's provider. */
    record LocalGroup(String code) implements Subject {}

    /** A group of the global configuration. */
    record GlobalGroup(String instance, String code) implements Subject {}
}
