package org.spean.net;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;

/** Netty switches BoringSSL's session tickets off unless it is given their keys, and TLS 1.3 resumes by tickets alone. */
final class Tickets {
    private Tickets() {}

    /** Gives a server's context a ticket key of its own, which no other process knows. */
    static void permit(SslContext server) {
        SecureRandom random = new SecureRandom();
        byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        random.nextBytes(name);
        random.nextBytes(hmac);
        random.nextBytes(aes);
        ((OpenSslSessionContext) server.sessionContext()).setTicketKeys(new OpenSslSessionTicketKey(name, hmac, aes));
    }
}
