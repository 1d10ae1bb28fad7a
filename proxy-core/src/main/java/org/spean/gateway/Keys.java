package org.spean.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFile;
import org.spean.config.KeysConfig;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.Pkcs12;
import org.spean.crypto.key.Pkcs12File;
import org.spean.crypto.key.Pkcs12KeySource;
import org.spean.trust.Identities;
import org.spean.view.View;
import org.spean.view.Views;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Gives the identities their keys: from the files the configuration names, again when a file, the configuration or the
 * global configuration changes. A change that cannot be read is logged and the old keys stay.
 */
final class Keys implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Keys.class);
    private static final Duration POLL = Duration.ofSeconds(5);

    private final Identities identities;
    private final Scheduler scheduler = Schedulers.newSingle("keys", true);
    private KeysConfig files;
    private @Nullable Disposable following;
    private final Disposable views;

    private Keys(Views source, Identities identities) {
        this.identities = identities;
        View view = source.current();
        this.files = view.config().keys();
        try {
            follow(files);
        } catch (KeyFileException e) {
            throw new ConfigurationException(view.config().file(), "keys", String.valueOf(e.getMessage()), e);
        }
        views = source.changes().publishOn(scheduler).subscribe(this::changed);
    }

    /**
     * Reads the keys.
     *
     * @throws ConfigurationException when one cannot be read
     */
    static Keys open(Views views, Identities identities) {
        return new Keys(views, identities);
    }

    /** One key that is read once: of the client port, of calls to services. */
    static KeyEntry load(GatewayConfig config, String key, KeyFile file) {
        try {
            return Pkcs12.load(file.file(), file.password().reveal(), file.alias());
        } catch (KeyFileException e) {
            throw new ConfigurationException(config.file(), key, String.valueOf(e.getMessage()), e);
        }
    }

    private void changed(View view) {
        KeysConfig now = view.config().keys();
        if (now.equals(files)) {
            identities.refresh();
            return;
        }
        try {
            follow(now);
            files = now;
        } catch (KeyFileException e) {
            log.error("keys stay as they were: {}", e.getMessage());
        }
    }

    private void follow(KeysConfig config) throws KeyFileException {
        Pkcs12KeySource authentication = source(List.of(config.authentication()));
        Pkcs12KeySource signing = source(config.signing());
        identities.use(only(authentication.initial()), signing.initial());
        if (following != null) {
            following.dispose();
        }
        following = Flux.combineLatest(authentication.entries(), signing.entries(), (auth, sign) ->
                        (Runnable) () -> identities.use(only(auth), sign))
                .skip(1) // what is in use already
                .publishOn(scheduler)
                .subscribe(Runnable::run, failure -> log.error("keys are no longer followed", failure));
    }

    private Pkcs12KeySource source(List<KeyFile> of) throws KeyFileException {
        List<Pkcs12File> pkcs12 = of.stream()
                .map(file -> new Pkcs12File(file.file(), file.password().reveal(), file.alias()))
                .toList();
        return Pkcs12KeySource.open(pkcs12, POLL, scheduler);
    }

    private static @Nullable KeyEntry only(Set<KeyEntry> entries) {
        return entries.isEmpty() ? null : entries.iterator().next();
    }

    @Override
    public void close() {
        views.dispose();
        if (following != null) {
            following.dispose();
        }
        scheduler.dispose();
    }
}
