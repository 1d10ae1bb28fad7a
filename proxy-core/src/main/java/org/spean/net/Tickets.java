package org.spean.net;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * The keys of a BoringSSL server's session tickets. Netty switches tickets off unless it is given keys, and TLS 1.3 resumes
 * by tickets alone. Keys are made here, known to no other process, and replaced twice a day, as whoever had one could read
 * resumed connections of TLS 1.2; the one before still opens what it sealed.
 */
final class Tickets {
    private static final long LIFETIME_NANOS = TimeUnit.HOURS.toNanos(12);

    private final OpenSslSessionContext sessions;
    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private OpenSslSessionTicketKey current;
    private long made;

    Tickets(SslContext server, Ticker ticker) {
        this.sessions = (OpenSslSessionContext) server.sessionContext();
        this.ticker = ticker;
        this.current = key();
        this.made = ticker.nanoTime();
        sessions.setTicketKeys(current);
    }

    /** Replaces the key when it is due; to be called now and then, as with each new connection. */
    synchronized void keepFresh() {
        long now = ticker.nanoTime();
        if (now - made > LIFETIME_NANOS) {
            OpenSslSessionTicketKey next = key();
            sessions.setTicketKeys(next, current);
            current = next;
            made = now;
        }
    }

    private OpenSslSessionTicketKey key() {
        byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        random.nextBytes(name);
        random.nextBytes(hmac);
        random.nextBytes(aes);
        return new OpenSslSessionTicketKey(name, hmac, aes);
    }
}
