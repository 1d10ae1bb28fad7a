package org.spean.gateway;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFile;
import org.spean.config.KeyHomes;
import org.spean.config.KeysConfig;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyPolling;
import org.spean.crypto.key.KeyTrouble;
import org.spean.crypto.key.Keyring;
import org.spean.crypto.key.Pkcs12;
import org.spean.event.Events;
import org.spean.globalconf.SecurityServer;
import org.spean.trust.Identities;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Gives the identities their keys: from the homes the configuration names, again when one of them, the configuration or the
 * global configuration changes. A changed configuration whose keys cannot be read is refused; of a home that cannot be read any
 * more the keys stay as they were, and it is reported.
 */
final class Keys implements Successor, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Keys.class);
    private static final String SUBJECT = "keys";

    /** How long replaced homes stay open: signatures that their tokens were asked for just before are made by then. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Identities identities;
    private final Events events;
    /** A thread that may block: a change waits for OCSP responses. */
    private final Scheduler scheduler = Schedulers.fromExecutorService(Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("keys").factory()));

    private final Set<KeyHomes> replaced = ConcurrentHashMap.newKeySet();
    private KeysConfig config;
    private Duration interval;
    private KeyHomes homes;
    private Disposable following = Disposables.disposed();
    private Disposable reviews = Disposables.disposed();

    private Keys(GatewayConfig config, Identities identities, Events events) {
        this.identities = identities;
        this.events = events;
        this.config = config.keys();
        this.interval = config.globalConfiguration().reloadInterval();
        homes = open(config);
    }

    private Disposable reviewing() {
        return Flux.interval(interval, scheduler).onBackpressureDrop().subscribe(tick -> guarded(identities::review));
    }

    private KeyHomes open(GatewayConfig of) {
        KeyHomes opened;
        try {
            opened = KeyHomes.open(of.keys(), polling(of.globalConfiguration().reloadInterval()));
        } catch (KeyFileException e) {
            throw new ConfigurationException(of.file(), SUBJECT, String.valueOf(e.getMessage()), e);
        }
        if (opened.keyring().authentication().isEmpty()) {
            opened.close();
            throw new ConfigurationException(
                    of.file(), SUBJECT, "no usable authentication key (expected: one that is active and certified)");
        }
        return opened;
    }

    /**
     * Reads the keys. Nobody has them before {@link #begin}.
     *
     * @throws ConfigurationException when a home cannot be read, or there is no key to authenticate with
     */
    static Keys read(GatewayConfig config, Identities identities, Events events) {
        return new Keys(config, identities, events);
    }

    /**
     * Gives the identities the keys, and follows their homes from now on.
     *
     * @param view in use, whose configuration may be newer than that whose keys were read
     */
    void begin(View view) {
        if (!view.config().keys().equals(config)) {
            homes.close();
            config = view.config().keys();
            homes = open(view.config());
        }
        interval = view.config().globalConfiguration().reloadInterval();
        use(homes.keyring());
        following = follow(homes);
        reviews = reviewing();
    }

    /** One key that is read once: of the client port, of calls to services. */
    static KeyEntry load(GatewayConfig config, String key, KeyFile file) {
        char[] password = file.password().reveal();
        try {
            return Pkcs12.load(file.file(), password, file.alias());
        } catch (KeyFileException e) {
            throw new ConfigurationException(config.file(), key, String.valueOf(e.getMessage()), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Whether the global configuration of now knows a certificate as one of this server's. */
    static boolean registered(View view, X509Certificate certificate) {
        SecurityServer server = view.globalConf().byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate));
        return server != null && server.id().equals(view.config().instanceServer());
    }

    @Override
    public Change prepare(View view) {
        KeysConfig now = view.config().keys();
        Duration every = view.config().globalConfiguration().reloadInterval();
        if (now.equals(config) && every.equals(interval)) {
            return new Change() {
                @Override
                public void take() {
                    onScheduler(identities::refresh);
                }

                @Override
                public void discard() {
                    // nothing is open
                }
            };
        }
        KeyHomes next = open(view.config());
        return new Change() {
            @Override
            public void take() {
                config = now;
                interval = every;
                onScheduler(() -> replace(next));
            }

            @Override
            public void discard() {
                next.close();
            }
        };
    }

    /** Where all changes of keys happen, one after the other; waits for its end. */
    private void onScheduler(Runnable change) {
        Mono.fromRunnable(() -> guarded(change)).subscribeOn(scheduler).block();
    }

    private void replace(KeyHomes next) {
        reviews.dispose();
        reviews = reviewing();
        following.dispose();
        KeyHomes old = homes;
        homes = next;
        following = follow(next);
        replaced.add(old);
        scheduler.schedule(() -> close(old), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        use(next.keyring());
        events.settled(Events.Kind.KEY_LOST, SUBJECT);
    }

    private Disposable follow(KeyHomes of) {
        return of.changes()
                .skip(1) // what is in use already
                .publishOn(scheduler)
                .subscribe(
                        keyring -> guarded(() -> take(keyring)),
                        failure -> log.error("keys are no longer followed", failure));
    }

    private static void guarded(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) { // whatever it is, the next change must come, and others follow this one
            log.error("a change of keys failed", e);
        }
    }

    private void take(Keyring keyring) {
        if (keyring.authentication().isEmpty()) {
            events.report(
                    Events.Kind.KEY_LOST, SUBJECT, "no usable authentication key is left; the last one stays in use");
            identities.use(identities.authenticationKeys(), keyring.signing());
            return;
        }
        use(keyring);
    }

    private void use(Keyring keyring) {
        identities.use(keyring.authentication(), keyring.signing());
    }

    private KeyPolling polling(Duration interval) {
        return new KeyPolling(interval, scheduler, new KeyTrouble() {
            @Override
            public void lost(String home, String reason) {
                events.report(Events.Kind.KEY_LOST, home, reason);
            }

            @Override
            public void found(String home) {
                events.settled(Events.Kind.KEY_LOST, home);
                events.report(Events.Kind.KEY_FOUND, home, "can be used again");
            }
        });
    }

    private void close(KeyHomes old) {
        if (replaced.remove(old)) {
            old.close();
        }
    }

    @Override
    public void close() {
        reviews.dispose();
        following.dispose();
        homes.close();
        replaced.forEach(this::close);
        scheduler.dispose();
    }
}
