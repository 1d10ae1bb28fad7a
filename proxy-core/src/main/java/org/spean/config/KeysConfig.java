package org.spean.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway's keys are. At least one home of an authentication key and one of signing keys is configured; whether
 * the keys are there, and which are used, is seen when they are read.
 *
 * @param authentication PKCS#12 file of the key towards other security servers, absent if it is elsewhere
 * @param signing PKCS#12 files of keys that sign messages
 * @param clientTls of the HTTPS port for information systems, absent if there is none
 * @param serviceTls with which the gateway authenticates itself to services that name no other key, absent if there is none
 * @param store the folder that {@code spean key} keeps, absent if there is none
 * @param xroad the folder of an X-Road signer, absent if there is none
 * @param pkcs11 tokens behind PKCS#11 modules
 */
public record KeysConfig(
        @Nullable KeyFile authentication,
        List<KeyFile> signing,
        @Nullable KeyFile clientTls,
        @Nullable KeyFile serviceTls,
        @Nullable KeyFolder store,
        @Nullable KeyFolder xroad,
        List<Pkcs11Token> pkcs11) {
    public KeysConfig {
        signing = List.copyOf(signing);
        pkcs11 = List.copyOf(pkcs11);
    }
}
