package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Homes of keys: each optional, one of each kind needed. */
class KeysConfigTest {
    private static final String HEAD = """
            instanceServer: CAMBODIA/COM/CAMDX-000201/ss-bank
            globalConfiguration: {directory: globalconf}
            keys:
            """;

    @TempDir
    Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() {
        files = new ConfigFolder(folder);
    }

    private KeysConfig load(String keys) {
        return files.load(HEAD + keys.indent(2)).keys();
    }

    @Test
    void anXroadSignerIsHomeEnough() {
        KeysConfig keys = load("xroad: {directory: signer, pinFile: signer.pin}");
        assertThat(keys.authentication()).isNull();
        assertThat(keys.signing()).isEmpty();
        assertThat(keys.xroad()).isEqualTo(new KeyFolder(folder.resolve("signer"), new Secret("1234".toCharArray())));
    }

    @Test
    void aStoreIsHomeEnoughEvenBeforeItIsMade() {
        assertThat(load("store: {directory: not-yet, passwordFile: keys.pin}").store())
                .isEqualTo(new KeyFolder(folder.resolve("not-yet"), new Secret("1234".toCharArray())));
    }

    @Test
    void aTokenIsHomeOfSigningKeys() {
        KeysConfig keys = load("""
                authentication: {file: bank-auth.p12, passwordFile: bank-auth.pin}
                pkcs11:
                  - {library: libsofthsm2.so, tokenLabel: bank, pinFile: hsm.pin}
                  - {library: libsofthsm2.so, slot: 7, pinFile: hsm.pin, sessions: 9, certificates: [bank-sign.pem]}
                """);
        assertThat(keys.pkcs11()).hasSize(2);
        assertThat(keys.pkcs11().getFirst().label()).isEqualTo("bank");
        assertThat(keys.pkcs11().getFirst().sessions()).isEqualTo(4);
        assertThat(keys.pkcs11().getLast().slot()).isEqualTo(7);
        assertThat(keys.pkcs11().getLast().certificates()).hasSize(1);
    }

    @Test
    void theSameFileReadAgainIsTheSameConfiguration() {
        String yaml = "xroad: {directory: signer, pinFile: signer.pin}";
        assertThat(load(yaml)).isEqualTo(load(yaml));
        assertThat(new Secret("1234".toCharArray())).isNotEqualTo(new Secret("1235".toCharArray()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "signing: [{file: bank-sign.p12, passwordFile: bank-sign.pin}] | keys.authentication: missing: no home of an authentication key (expected: keys.authentication, keys.store or keys.xroad)",
                "pkcs11: [{library: libsofthsm2.so, tokenLabel: bank, pinFile: hsm.pin}] | keys.authentication: missing: no home of an authentication key (expected: keys.authentication, keys.store or keys.xroad)",
                "authentication: {file: bank-auth.p12, passwordFile: bank-auth.pin} | keys.signing: missing: no home of a signing key (expected: keys.signing, keys.store, keys.xroad or keys.pkcs11)",
                "{authentication: {file: bank-auth.p12, passwordFile: bank-auth.pin}, signing: []} | keys.signing: empty: no home of a signing key (expected: keys.signing, keys.store, keys.xroad or keys.pkcs11)",
                "xroad: {directory: spool, pinFile: signer.pin} | keys.xroad.directory: no readable file: ",
                "xroad: {directory: signer} | keys.xroad.pinFile: missing (expected: one of pinFile, pinEnv)",
                "store: {directory: bank-auth.pin, passwordFile: keys.pin} | keys.store.directory: not a directory: ",
                "{xroad: {directory: signer, pinFile: signer.pin}, pkcs11: [{library: libsofthsm2.so, pinFile: hsm.pin}]} | keys.pkcs11[0].tokenLabel: missing (expected: one of tokenLabel, slot)",
                "{xroad: {directory: signer, pinFile: signer.pin}, pkcs11: [{library: libsofthsm2.so, slot: 1, tokenLabel: a, pinFile: hsm.pin}]} | keys.pkcs11[0].tokenLabel: given beside slot (expected: one of tokenLabel, slot)",
                "{xroad: {directory: signer, pinFile: signer.pin}, pkcs11: [{library: absent.so, slot: 1, pinFile: hsm.pin}]} | keys.pkcs11[0].library: no readable file: ",
                "{xroad: {directory: signer, pinFile: signer.pin}, pkcs11: [{library: libsofthsm2.so, slot: 1, pinFile: hsm.pin, sessions: 0}]} | keys.pkcs11[0].sessions: 0 (expected: 1 to 256)",
                "{xroad: {directory: signer, pinFile: signer.pin}, pkcs11: [{library: libsofthsm2.so, slot: 1, pinFile: hsm.pin}, {library: libsofthsm2.so, slot: 1, pinFile: hsm.pin}]} | keys.pkcs11[1].library: the same token twice"
            })
    void whatIsMissingOrContradictsIsRefusedByName(String keys, String reason) {
        String yaml = keys.startsWith("{") ? HEAD.replace("keys:", "keys: " + keys) : HEAD + keys.indent(2);
        assertThatThrownBy(() -> files.load(yaml))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .contains(folder.resolve("gateway.yaml") + ": " + reason)
                .doesNotContain("\n");
    }
}
