package org.spean.crypto.key.pkcs11;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module as this process has it: once, whoever uses it, as it is initialised once. Some modules find a token that was lost
 * only after they have been initialised again; that ends the sessions with all their tokens, so it is done when none of them
 * is in reach.
 */
final class Module {
    private static final Logger log = LoggerFactory.getLogger(Module.class);
    private static final ConcurrentHashMap<Path, Module> LOADED = new ConcurrentHashMap<>();
    private static final long RESET_SECONDS = 1;

    /** A call of the module; the module is not initialised anew meanwhile. */
    interface Call<T> {
        T call(Cryptoki cryptoki) throws CryptokiException;
    }

    private final Path library;
    private final Cryptoki cryptoki;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicInteger inReach = new AtomicInteger();

    private Module(Path library, Cryptoki cryptoki) {
        this.library = library;
        this.cryptoki = cryptoki;
    }

    /**
     * Loads and initialises a module, once.
     *
     * @throws IllegalArgumentException when it cannot be loaded
     */
    static Module load(Path library) throws CryptokiException {
        Module known = LOADED.get(library);
        if (known == null) {
            Cryptoki cryptoki = Cryptoki.load(library);
            Module loaded = new Module(library, cryptoki);
            Module other = LOADED.putIfAbsent(library, loaded);
            known = other == null ? loaded : other;
        }
        known.cryptoki.initialise();
        return known;
    }

    <T> T call(Call<T> call) throws CryptokiException {
        lock.readLock().lock();
        try {
            return call.call(cryptoki);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** One of its tokens has come into reach, or has gone out of it. */
    void reached(boolean now) {
        inReach.addAndGet(now ? 1 : -1);
    }

    /** Initialises it anew, unless one of its tokens is in reach or a call hangs in it. */
    void reset() throws CryptokiException {
        try {
            if (inReach.get() > 0 || !lock.writeLock().tryLock(RESET_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            cryptoki.finalise();
        } catch (CryptokiException e) {
            log.info("{}: {}", library, e.getMessage()); // not initialised: that is what comes next
        } finally {
            try {
                cryptoki.initialise();
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
