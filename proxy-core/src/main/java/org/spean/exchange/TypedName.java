package org.spean.exchange;

import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/** Identifiers as X-Road's fault texts have them: {@code SUBSYSTEM:CAMBODIA/COM/CAMDX-000201/BANK}. */
final class TypedName {

    private TypedName() {}

    static String of(ClientId client) {
        return (client.subsystem() == null ? "MEMBER:" : "SUBSYSTEM:") + client;
    }

    static String of(ServiceId service) {
        return "SERVICE:" + service;
    }

    static String of(SecurityServerId server) {
        return "SERVER:" + server;
    }
}
