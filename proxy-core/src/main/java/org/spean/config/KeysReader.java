package org.spean.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@link KeysConfig}: where keys are, not the keys. */
final class KeysReader {
    private final Section keys;
    private final SideFiles side;

    private KeysReader(Section keys, SideFiles side) {
        this.keys = keys;
        this.side = side;
    }

    static KeysConfig read(Section keys, SideFiles side) {
        return new KeysReader(keys, side).read();
    }

    private KeysConfig read() {
        KeyFile authentication = authentication();
        KeyFolder store = store();
        KeyFolder xroad = xroad();
        List<Pkcs11Token> tokens = tokens();
        if (authentication == null && store == null && xroad == null) {
            throw keys.error(
                    Settings.AUTHENTICATION,
                    "missing: no home of an authentication key (expected: keys.authentication, keys.store or keys.xroad)");
        }
        List<KeyFile> signing = signing();
        if (signing.isEmpty() && store == null && xroad == null && tokens.isEmpty()) {
            throw keys.error(
                    Settings.SIGNING,
                    (keys.has(Settings.SIGNING) ? "empty" : "missing")
                            + ": no home of a signing key (expected: keys.signing, keys.store, keys.xroad or keys.pkcs11)");
        }
        return new KeysConfig(authentication, signing, clientTls(), serviceTls(), store, xroad, tokens);
    }

    private @Nullable KeyFile authentication() {
        return !keys.has(Settings.AUTHENTICATION)
                ? null
                : side.keyFile(
                        keys.child(Settings.AUTHENTICATION),
                        Settings.AUTHENTICATION_FILE,
                        Settings.AUTHENTICATION_PASSWORD_FILE,
                        Settings.AUTHENTICATION_PASSWORD_ENV,
                        Settings.AUTHENTICATION_ALIAS);
    }

    private List<KeyFile> signing() {
        return keys.children(Settings.SIGNING).stream()
                .map(key -> side.keyFile(
                        key,
                        Settings.SIGNING_FILE,
                        Settings.SIGNING_PASSWORD_FILE,
                        Settings.SIGNING_PASSWORD_ENV,
                        Settings.SIGNING_ALIAS))
                .toList();
    }

    private @Nullable KeyFile clientTls() {
        return !keys.has(Settings.CLIENT_TLS)
                ? null
                : side.keyFile(
                        keys.child(Settings.CLIENT_TLS),
                        Settings.CLIENT_TLS_FILE,
                        Settings.CLIENT_TLS_PASSWORD_FILE,
                        Settings.CLIENT_TLS_PASSWORD_ENV,
                        Settings.CLIENT_TLS_ALIAS);
    }

    private @Nullable KeyFile serviceTls() {
        return !keys.has(Settings.SERVICE_KEY)
                ? null
                : side.keyFile(
                        keys.child(Settings.SERVICE_KEY),
                        Settings.SERVICE_KEY_FILE,
                        Settings.SERVICE_KEY_PASSWORD_FILE,
                        Settings.SERVICE_KEY_PASSWORD_ENV,
                        Settings.SERVICE_KEY_ALIAS);
    }

    private @Nullable KeyFolder store() {
        if (!keys.has(Settings.STORE)) {
            return null;
        }
        Section store = keys.child(Settings.STORE);
        Path directory = store.path(Settings.STORE_DIRECTORY);
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw store.error(Settings.STORE_DIRECTORY, "not a directory: " + directory);
        }
        side.requirePrivateKeys(store, Settings.STORE_DIRECTORY, directory);
        return new KeyFolder(directory, side.secret(store, Settings.STORE_PASSWORD_FILE, Settings.STORE_PASSWORD_ENV));
    }

    private @Nullable KeyFolder xroad() {
        if (!keys.has(Settings.XROAD)) {
            return null;
        }
        Section xroad = keys.child(Settings.XROAD);
        Path directory = xroad.path(Settings.XROAD_DIRECTORY);
        Path keyconf = directory.resolve("keyconf.xml");
        if (!Files.isReadable(keyconf)) {
            throw xroad.error(Settings.XROAD_DIRECTORY, "no readable file: " + keyconf);
        }
        side.requirePrivateKeys(xroad, Settings.XROAD_DIRECTORY, directory);
        side.requirePrivateKeys(xroad, Settings.XROAD_DIRECTORY, directory.resolve("softtoken"));
        return new KeyFolder(directory, side.secret(xroad, Settings.XROAD_PIN_FILE, Settings.XROAD_PIN_ENV));
    }

    private List<Pkcs11Token> tokens() {
        List<Pkcs11Token> tokens = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        for (Section token : keys.children(Settings.PKCS11)) {
            boolean bySlot = token.has(Settings.PKCS11_SLOT);
            String label = token.optionalText(Settings.PKCS11_LABEL);
            if (bySlot == (label != null)) {
                throw token.error(
                        Settings.PKCS11_LABEL,
                        (label == null ? "missing" : "given beside slot") + " (expected: one of tokenLabel, slot)");
            }
            Path library = token.path(Settings.PKCS11_LIBRARY);
            if (!Files.isReadable(library)) {
                throw token.error(Settings.PKCS11_LIBRARY, "no readable file: " + library);
            }
            Integer slot = bySlot ? token.count(Settings.PKCS11_SLOT) : null;
            if (!seen.add(List.of(library, label == null ? String.valueOf(slot) : "label " + label))) {
                throw token.error(Settings.PKCS11_LIBRARY, "the same token twice");
            }
            tokens.add(new Pkcs11Token(
                    library,
                    label,
                    slot,
                    side.secret(token, Settings.PKCS11_PIN_FILE, Settings.PKCS11_PIN_ENV),
                    token.count(Settings.PKCS11_SESSIONS),
                    side.certificates(token, Settings.PKCS11_CERTIFICATES),
                    token.has(Settings.PKCS11_DIRECTORY) ? token.path(Settings.PKCS11_DIRECTORY) : null));
        }
        return tokens;
    }
}
