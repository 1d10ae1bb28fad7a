package org.spean.fault;

/** Who a fault is laid to: the first part of its code (PR-REST, 4.6). */
public enum Origin {
    /** The information system that asked. */
    CLIENT("Client", "client"),
    /** The gateway of the consumer. */
    CLIENT_PROXY("Server.ClientProxy", "server.clientproxy"),
    /** The gateway of the provider, or the service behind it. */
    SERVER_PROXY("Server.ServerProxy", "server.serverproxy");

    private final String oldSpelling;
    private final String newSpelling;

    Origin(String oldSpelling, String newSpelling) {
        this.oldSpelling = oldSpelling;
        this.newSpelling = newSpelling;
    }

    String prefix(FaultStyle style) {
        return style == FaultStyle.OLD ? oldSpelling : newSpelling;
    }
}
