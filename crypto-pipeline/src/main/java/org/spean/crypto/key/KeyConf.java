package org.spean.crypto.key;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/** What X-Road's {@code keyconf.xml} says, as far as it concerns us. */
public final class KeyConf {
    private KeyConf() {}

    /**
     * The tokens of a file, in its order. Blocks.
     *
     * @throws KeyFileException if it cannot be read, or is not what X-Road writes
     */
    public static List<Device> read(Path file) throws KeyFileException {
        return KeyConfReader.read(file);
    }

    /**
     * A token.
     *
     * @param type {@code softToken}, or a module of X-Road's {@code devices.ini}
     * @param name as people see it; empty if it has none
     * @param id X-Road's own
     * @param label as the token itself has it; empty if the file does not say
     */
    public record Device(String type, String name, String id, String label, List<Key> keys) {
        public Device {
            keys = List.copyOf(keys);
        }

        /** Whether it is the software token. */
        public boolean software() {
            return type.equals("softToken");
        }
    }

    /**
     * A key.
     *
     * @param id names its file in the software token; in a PKCS#11 token the hexadecimal {@code CKA_ID}
     */
    public record Key(
            String id,
            @Nullable String name,
            @Nullable KeyUse use,
            @Nullable PublicKey publicKey,
            List<Certificate> certificates) {
        public Key {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * A certificate of a key.
     *
     * @param status where it is in its registration; empty if the file does not say
     */
    public record Certificate(
            X509Certificate certificate, @Nullable MemberId member, boolean active, String status) {

        /** Whether X-Road would use it. */
        public boolean usable() {
            return active && status.equals("registered");
        }
    }
}
