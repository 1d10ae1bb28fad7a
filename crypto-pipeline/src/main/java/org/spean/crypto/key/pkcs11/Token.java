package org.spean.crypto.key.pkcs11;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.KeyTrouble;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A token with its sessions, which are opened and logged in when needed and used again. A call that fails is repeated with a
 * new session, as sessions end behind our back; if that fails again the token counts as lost, and calls fail at once until
 * {@link #find} has found it again. A PIN that was refused is not tried again: tokens lock themselves. Safe for use by many
 * threads; each call blocks.
 */
final class Token implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int QUEUE = 10_000;
    private static final int IDLE_SECONDS = 60;

    /** A use of a session. */
    interface Use<T> {
        /**
         * Uses a session.
         *
         * @param epoch changes when handles of objects may have become invalid
         */
        T with(Cryptoki cryptoki, long session, int epoch) throws CryptokiException;
    }

    private record Session(long handle, int epoch) {}

    private final TokenSettings settings;
    private final KeyTrouble trouble;
    private final Module module;
    private final Scheduler threads;
    private final ArrayDeque<Session> idle = new ArrayDeque<>();
    private final Object logins = new Object();
    private int epoch;
    private @Nullable CryptokiException refusedPin;
    private volatile boolean available;
    private volatile String lost = "not found yet";
    private boolean told;
    private boolean closed;

    /**
     * Loads the module.
     *
     * @throws CryptokiException when it cannot be initialised
     * @throws IllegalArgumentException when it cannot be loaded
     */
    Token(TokenSettings settings, KeyTrouble trouble) throws CryptokiException {
        this.settings = settings;
        this.trouble = trouble;
        this.module = Module.load(settings.library());
        this.threads = Schedulers.newBoundedElastic(settings.sessions(), QUEUE, "pkcs11", IDLE_SECONDS, true);
    }

    String home() {
        return settings.home();
    }

    /** Threads for calls, as many as there may be sessions. */
    Scheduler threads() {
        return threads;
    }

    boolean available() {
        return available;
    }

    /** Uses a session of a token that is in reach. */
    <T> T use(Use<T> use) throws GeneralSecurityException {
        if (!available) {
            throw new GeneralSecurityException(home() + " is out of reach: " + lost);
        }
        return reach(use);
    }

    /** Uses a session whether the token was in reach or not; says when it is found, and when it is lost. */
    <T> T reach(Use<T> use) throws CryptokiException {
        try {
            T result = again(use);
            found();
            return result;
        } catch (CryptokiException e) {
            lost(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Uses a session once, whatever comes of it: what changes the token must not be done twice. */
    <T> T change(Use<T> use) throws CryptokiException {
        return once(take(), use);
    }

    /** Finds the token again; if need be by initialising its module anew. */
    <T> T find(Use<T> use) throws CryptokiException {
        if (!available && told && refusedPin() == null) {
            module.reset();
        }
        return reach(use);
    }

    private <T> T again(Use<T> use) throws CryptokiException {
        for (int attempt = 1; ; attempt++) {
            Session session = take();
            try {
                return once(session, use);
            } catch (CryptokiException e) {
                if (e.ofPin() || attempt == ATTEMPTS) {
                    throw e;
                }
                forget(session.epoch);
            }
        }
    }

    private <T> T once(Session session, Use<T> use) throws CryptokiException {
        try {
            T result = module.call(cryptoki -> use.with(cryptoki, session.handle, session.epoch));
            giveBack(session);
            return result;
        } catch (CryptokiException e) {
            close(session);
            throw e;
        }
    }

    private Session take() throws CryptokiException {
        int now;
        synchronized (this) {
            Session session = idle.poll();
            if (session != null) {
                return session;
            }
            now = epoch;
        }
        synchronized (logins) { // or all threads would try a wrong PIN at once
            CryptokiException refused = refusedPin();
            if (refused != null) {
                throw refused;
            }
            try {
                return module.call(cryptoki -> open(cryptoki, now));
            } catch (CryptokiException e) {
                if (e.ofPin()) {
                    synchronized (this) {
                        refusedPin = e;
                    }
                }
                throw e;
            }
        }
    }

    private Session open(Cryptoki cryptoki, int now) throws CryptokiException {
        long handle = cryptoki.openSession(slot(cryptoki), true);
        byte[] pin = bytes(settings.pin());
        try {
            cryptoki.login(handle, pin);
            return new Session(handle, now);
        } catch (CryptokiException e) {
            try {
                cryptoki.closeSession(handle);
            } catch (CryptokiException closing) {
                e.addSuppressed(closing); // what it says of the PIN must not be lost
            }
            throw e;
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    private long slot(Cryptoki cryptoki) throws CryptokiException {
        List<Cryptoki.TokenInfo> fitting = cryptoki.tokens().stream()
                .filter(token -> settings.label() != null
                        ? token.label().equals(settings.label())
                        : settings.slot() != null && token.slot() == settings.slot())
                .toList();
        if (fitting.size() != 1) {
            throw CryptokiException.absent(fitting.isEmpty() ? "no such token" : "several tokens of this name");
        }
        return fitting.getFirst().slot();
    }

    private static byte[] bytes(char[] pin) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        for (int i = 0; i < encoded.limit(); i++) {
            encoded.put(i, (byte) 0);
        }
        return bytes;
    }

    private synchronized @Nullable CryptokiException refusedPin() {
        return refusedPin;
    }

    private void giveBack(Session session) {
        synchronized (this) {
            if (!closed && session.epoch == epoch) {
                idle.push(session);
                return;
            }
        }
        close(session);
    }

    /** Sessions of this epoch are of no use any more. */
    private void forget(int of) {
        List<Session> old = new ArrayList<>();
        synchronized (this) {
            if (epoch == of) {
                epoch++;
                old.addAll(idle);
                idle.clear();
            }
        }
        old.forEach(this::close);
    }

    private void close(Session session) {
        try {
            module.call(cryptoki -> {
                cryptoki.closeSession(session.handle);
                return true;
            });
        } catch (CryptokiException e) {
            return; // it has ended already, which is why it is closed
        }
    }

    private synchronized void found() {
        if (!available && !closed) {
            available = true;
            module.reached(true);
            if (told) {
                told = false;
                trouble.found(home());
            }
        }
    }

    private synchronized void lost(String reason) {
        if (available) {
            available = false;
            module.reached(false);
        }
        if (!told || !reason.equals(lost)) {
            told = true;
            lost = reason;
            trouble.lost(home(), reason);
        }
    }

    /** Whether the PIN was refused. */
    boolean pinRefused() {
        return refusedPin() != null;
    }

    @Override
    public void close() {
        List<Session> old;
        synchronized (this) {
            closed = true;
            if (available) {
                available = false;
                module.reached(false);
            }
            lost = "closed";
            old = List.copyOf(idle);
            idle.clear();
        }
        old.forEach(this::close);
        threads.dispose();
    }
}
