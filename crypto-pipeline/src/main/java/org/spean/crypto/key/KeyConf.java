package org.spean.crypto.key;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/** What X-Road's {@code keyconf.xml} says, as far as it concerns us. */
final class KeyConf {
    private KeyConf() {}

    /**
     * A token.
     *
     * @param type {@code softToken}, or a module of X-Road's {@code devices.ini}
     * @param name as people see it; empty if it has none
     * @param id X-Road's own
     */
    record Device(String type, String name, String id, List<Key> keys) {
        Device {
            keys = List.copyOf(keys);
        }

        boolean software() {
            return type.equals("softToken");
        }
    }

    /**
     * A key.
     *
     * @param id names its file in the software token; in a PKCS#11 token the hexadecimal {@code CKA_ID}
     */
    record Key(
            String id,
            @Nullable String name,
            @Nullable KeyUse use,
            @Nullable PublicKey publicKey,
            List<Certificate> certificates) {
        Key {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * A certificate of a key.
     *
     * @param status where it is in its registration; empty if the file does not say
     */
    record Certificate(
            X509Certificate certificate, @Nullable MemberId member, boolean active, String status) {}
}
