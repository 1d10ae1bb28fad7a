package org.spean.messagelog.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spean.messagelog.MessageLogException;

class RecordCipherTest {

    private static final byte[] PLAIN = "GET\r\n/r1/…".getBytes(StandardCharsets.UTF_8);

    private final RecordCipher cipher = new RecordCipher("2026-1", Map.of("2026-1", key(1)));

    @Test
    void followsThePublishedVectors() throws Exception {
        byte[] nonce = "ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(StandardCharsets.US_ASCII);
        byte[] plain = "XAES-256-GCM".getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = new byte[plain.length + XaesGcm.TAG];
        new XaesGcm(key(1)).encrypt(nonce, new byte[0], plain, sealed, 0);
        assertThat(HexFormat.of().formatHex(sealed))
                .isEqualTo("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
        new XaesGcm(key(3))
                .encrypt(nonce, "c2sp.org/XAES-256-GCM".getBytes(StandardCharsets.US_ASCII), plain, sealed, 0);
        assertThat(HexFormat.of().formatHex(sealed))
                .isEqualTo("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
    }

    @Test
    void opensWhatItSealed() {
        byte[] sealed = cipher.seal(7, 3, 1, PLAIN);
        assertThat(cipher.open(7, 3, 1, sealed)).isEqualTo(PLAIN);
        assertThat(cipher.open(7, 3, 1, cipher.seal(7, 3, 1, new byte[0]))).isEmpty();
        assertThat(cipher.seal(7, 3, 1, PLAIN)).as("another nonce each time").isNotEqualTo(sealed);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("GET");
    }

    @Test
    void isBoundToRecordKindAndPart() {
        byte[] sealed = cipher.seal(7, 3, 1, PLAIN);
        assertThatThrownBy(() -> cipher.open(8, 3, 1, sealed)).hasMessageContaining("Record 8 does not decrypt");
        assertThatThrownBy(() -> cipher.open(7, 2, 1, sealed)).hasMessageContaining("changed");
        assertThatThrownBy(() -> cipher.open(7, 3, 0, sealed)).hasMessageContaining("changed");
    }

    @Test
    void noticesEveryFlippedBitAndEveryCut() {
        byte[] sealed = cipher.seal(7, 3, 1, PLAIN);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> cipher.open(7, 3, 1, changed)).isInstanceOf(MessageLogException.class);
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> cipher.open(7, 3, 1, cut)).isInstanceOf(MessageLogException.class);
        }
    }

    @Test
    void readsUnderAnOldKeyWhatANewOneDidNotWrite() {
        RecordCipher rotated = new RecordCipher("2026-2", Map.of("2026-1", key(1), "2026-2", key(2)));
        byte[] old = cipher.seal(7, 3, 0, PLAIN);
        byte[] recent = rotated.seal(8, 3, 0, PLAIN);
        assertThat(RecordCipher.keyId(old)).isEqualTo("2026-1");
        assertThat(RecordCipher.keyId(recent)).isEqualTo("2026-2");
        assertThat(rotated.open(7, 3, 0, old)).isEqualTo(PLAIN);
        assertThat(rotated.open(8, 3, 0, recent)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> cipher.open(8, 3, 0, recent))
                .hasMessageContaining("the key '2026-2', which is not configured");
    }

    @Test
    void refusesKeysThatAreNone() {
        assertThatThrownBy(() -> new RecordCipher("a", Map.of("a", new byte[31])))
                .hasMessageContaining("31 bytes");
        assertThatThrownBy(() -> new RecordCipher("b", Map.of("a", key(1)))).hasMessageContaining("'b' is not among");
        assertThatThrownBy(() -> new RecordCipher("a b", Map.of("a b", key(1)))).hasMessageContaining("key id");
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[XaesGcm.KEY];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}
