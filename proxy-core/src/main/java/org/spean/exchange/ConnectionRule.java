package org.spean.exchange;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.spean.config.ClientConfig;
import org.spean.config.ConnectionType;

/** Who may speak for a client: whoever came over the kind of connection that is registered for it. */
public final class ConnectionRule {

    private ConnectionRule() {}

    /** What the connection lacks, as a text for who is there; {@code null} when nothing. */
    public static @Nullable String broken(ClientConfig client, ClientDoor door) {
        String name = "Client '" + TypedName.of(client.id()) + "'";
        if (client.connection() == ConnectionType.HTTP) {
            return null;
        } else if (!door.secure()) {
            return name + " must connect over HTTPS";
        } else if (client.connection() == ConnectionType.HTTPS) {
            return null;
        }
        X509Certificate certificate = door.certificate();
        if (certificate == null) {
            return name + " must prove a registered certificate";
        }
        return client.certificates().contains(certificate) ? null : name + " has no such certificate registered";
    }
}
