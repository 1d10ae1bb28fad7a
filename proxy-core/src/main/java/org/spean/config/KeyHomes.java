package org.spean.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyHome;
import org.spean.crypto.key.KeyPolling;
import org.spean.crypto.key.KeySource;
import org.spean.crypto.key.KeySources;
import org.spean.crypto.key.KeyTrouble;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.Keyring;
import org.spean.crypto.key.Pkcs12File;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.key.pkcs11.Pkcs11KeySource;
import org.spean.crypto.key.pkcs11.TokenHome;
import org.spean.crypto.key.pkcs11.TokenSettings;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** All homes of keys that a configuration names, as one. */
public final class KeyHomes implements AutoCloseable {
    private final List<KeySource> sources;

    private KeyHomes(List<KeySource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Opens one home. */
    private interface Opener {
        KeySource open(KeyPolling polling) throws KeyFileException;
    }

    /**
     * What one look finds. The keys of tokens sign until it is closed.
     *
     * @param sources the homes, to be closed
     * @param keyring what could be read
     * @param settings which setting a key's home is of, by {@link StoredKey#home}
     * @param failures why a home cannot be read, by setting
     */
    public record Look(
            List<KeySource> sources, Keyring keyring, Map<String, String> settings, Map<String, String> failures)
            implements AutoCloseable {
        public Look {
            settings = Map.copyOf(settings);
            failures = new LinkedHashMap<>(failures);
        }

        /** The setting that a key is of, as in {@code keys.signing[0]}. */
        public String setting(StoredKey key) {
            return settings.getOrDefault(key.home(), "keys");
        }

        @Override
        public void close() {
            sources.forEach(KeySource::close);
        }
    }

    /**
     * Reads all homes, blocking. A token that is out of reach is no error: it is waited for.
     *
     * @throws KeyFileException when one cannot be read
     */
    public static KeyHomes open(KeysConfig config, KeyPolling polling) throws KeyFileException {
        List<KeySource> sources = new ArrayList<>();
        @Nullable Throwable failure = null;
        for (Future<KeySource> opened : openAll(openers(config).values(), polling)) {
            try {
                sources.add(opened.resultNow());
            } catch (IllegalStateException e) { // it failed
                failure = failure == null ? opened.exceptionNow() : failure;
            }
        }
        if (failure == null) {
            return new KeyHomes(sources);
        }
        sources.forEach(KeySource::close);
        switch (failure) {
            case KeyFileException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Several at once: a password is made a key by ten thousand digests, on purpose. */
    private static List<Future<KeySource>> openAll(Collection<Opener> openers, KeyPolling polling) {
        int threads = Math.clamp(openers.size(), 1, Runtime.getRuntime().availableProcessors());
        try (ExecutorService readers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("keys-", 0).factory())) {
            return openers.stream()
                    .map(opener -> readers.submit(() -> opener.open(polling)))
                    .toList();
        }
    }

    /** Reads each home once, blocking; one that cannot be read does not hide the others. */
    public static Look look(KeysConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        List<List<StoredKey>> homes = new ArrayList<>();
        List<KeySource> sources = new ArrayList<>();
        openers(config).forEach((setting, opener) -> {
            KeyTrouble trouble = new KeyTrouble() {
                @Override
                public void lost(String home, String reason) {
                    failures.put(setting, home + ": " + reason);
                }

                @Override
                public void found(String home) {
                    failures.remove(setting);
                }
            };
            KeyPolling once = new KeyPolling(Duration.ofDays(1), Schedulers.parallel(), trouble);
            try {
                KeySource source = opener.open(once);
                sources.add(source);
                homes.add(source.now());
                source.now().forEach(key -> settings.put(key.home(), setting));
            } catch (KeyFileException e) {
                failures.put(setting, String.valueOf(e.getMessage()));
            }
        });
        return new Look(List.copyOf(sources), Keyring.of(homes), settings, failures);
    }

    private static Map<String, Opener> openers(KeysConfig config) {
        Map<String, Opener> openers = new LinkedHashMap<>();
        KeyFile authentication = config.authentication();
        if (authentication != null) {
            openers.put(
                    Settings.AUTHENTICATION.path(),
                    polling -> KeySources.pkcs12(file(authentication), KeyUse.AUTHENTICATION, polling));
        }
        for (int i = 0; i < config.signing().size(); i++) {
            KeyFile signing = config.signing().get(i);
            openers.put(
                    Settings.SIGNING.path() + "[" + i + "]",
                    polling -> KeySources.pkcs12(file(signing), KeyUse.SIGNING, polling));
        }
        KeyFolder store = config.store();
        if (store != null) {
            openers.put(
                    Settings.STORE.path(),
                    polling -> KeySources.folder(
                            store.directory(), store.password().reveal(), polling));
        }
        for (int i = 0; i < config.pkcs11().size(); i++) {
            Pkcs11Token token = config.pkcs11().get(i);
            openers.put(Settings.PKCS11.path() + "[" + i + "]", polling -> Pkcs11KeySource.open(token(token), polling));
        }
        KeyFolder xroad = config.xroad();
        if (xroad != null) {
            openers.put(
                    Settings.XROAD.path(),
                    polling ->
                            KeySources.xroad(xroad.directory(), xroad.password().reveal(), polling));
        }
        return openers;
    }

    private static Pkcs12File file(KeyFile of) {
        return new Pkcs12File(of.file(), of.password().reveal(), of.alias());
    }

    private static TokenSettings token(Pkcs11Token of) {
        return new TokenSettings(
                of.library(),
                of.label(),
                of.slot(),
                of.pin().reveal(),
                of.sessions(),
                of.certificates(),
                of.directory());
    }

    /**
     * The home of a setting, to be changed.
     *
     * @param setting as in {@code keys.store} or {@code keys.pkcs11[0]}
     * @throws IllegalArgumentException when what is there is never changed; the message says why
     */
    public static KeyHome home(KeysConfig config, String setting) {
        KeyFolder store = config.store();
        if (store != null && setting.equals(Settings.STORE.path())) {
            return KeySources.folderHome(store.directory(), store.password().reveal());
        }
        for (int i = 0; i < config.pkcs11().size(); i++) {
            if (setting.equals(Settings.PKCS11.path() + "[" + i + "]")) {
                return new TokenHome(token(config.pkcs11().get(i)));
            }
        }
        for (int i = 0; i < config.signing().size(); i++) {
            if (setting.equals(Settings.SIGNING.path() + "[" + i + "]")) {
                return file(config.signing().get(i)).home();
            }
        }
        KeyFile authentication = config.authentication();
        if (authentication != null && setting.equals(Settings.AUTHENTICATION.path())) {
            return file(authentication).home();
        }
        throw new IllegalArgumentException(
                setting.equals(Settings.XROAD.path())
                        ? "keys of X-Road's signer are read only: X-Road owns them, change them there"
                        : setting + ": no home of keys in this configuration");
    }

    /** What there is now. */
    public Keyring keyring() {
        return Keyring.of(sources.stream().map(KeySource::now).toList());
    }

    /** What there is now, at once on subscription, and then each time something has changed. */
    public Flux<Keyring> changes() {
        return Flux.combineLatest(
                        sources.stream().map(KeySource::changes).toList(),
                        homes -> Arrays.stream(homes).map(KeyHomes::keys).toList())
                .map(Keyring::of)
                .distinctUntilChanged();
    }

    @SuppressWarnings("unchecked") // combineLatest hands over an array of what its sources emit
    private static List<StoredKey> keys(Object home) {
        return (List<StoredKey>) home;
    }

    @Override
    public void close() {
        sources.forEach(KeySource::close);
    }
}
