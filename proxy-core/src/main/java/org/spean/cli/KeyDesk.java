package org.spean.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyHomes;
import org.spean.crypto.key.KeyHome;
import org.spean.crypto.key.StoredKey;

/** All keys that a configuration's homes hold, for the commands that show and change them. */
final class KeyDesk implements AutoCloseable {
    private final GatewayConfig config;
    private final KeyHomes.Look look;

    /** Reads the configuration and every home once; blocks. */
    KeyDesk(Path file) {
        this.config = GatewayConfig.load(file);
        this.look = KeyHomes.look(config.keys());
    }

    GatewayConfig config() {
        return config;
    }

    List<StoredKey> keys() {
        return look.keyring().all();
    }

    String setting(StoredKey key) {
        return look.setting(key);
    }

    /** Homes that cannot be read, with the reason, by their setting. */
    Map<String, String> failures() {
        return look.failures();
    }

    /** The key of an id, or of the beginning of one, if that names only one. */
    StoredKey key(String id) {
        List<StoredKey> found =
                keys().stream().filter(key -> key.id().equals(id)).toList();
        if (found.isEmpty()) {
            found = keys().stream().filter(key -> key.id().startsWith(id)).toList();
        }
        List<String> ids = found.stream().map(StoredKey::id).distinct().toList();
        if (ids.size() != 1) {
            throw new RefusedException("key '" + id + "': "
                    + (ids.isEmpty()
                            ? "there is none (expected: an id that 'spean key list' shows)"
                            : "several begin so: " + String.join(", ", ids)));
        }
        return found.getFirst();
    }

    /** Where a key is, to be changed. */
    KeyHome home(StoredKey key) {
        return home(setting(key));
    }

    /** A home by its setting, to be changed. */
    KeyHome home(String setting) {
        try {
            return KeyHomes.home(config.keys(), setting);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Lets go of tokens. */
    @Override
    public void close() {
        look.close();
    }
}
