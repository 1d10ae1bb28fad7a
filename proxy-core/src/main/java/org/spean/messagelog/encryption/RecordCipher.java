package org.spean.messagelog.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.spean.messagelog.MessageLogException;

/**
 * Encrypts messages and bodies of the log. New ones are encrypted under the current key; any key that is known decrypts what
 * was encrypted under it, so that a key is replaced by naming another one current and keeping the old. Every piece is bound
 * to its record: moved to another, or to another place of its own, it does not open.
 *
 * <p>A piece is: version, length and text of the key's id, {@value XaesGcm#NONCE} random bytes, ciphertext and tag (XAES-256-GCM:
 * each piece is encrypted by AES-256-GCM under a key of its own, derived from half of the random bytes, so that neither the number of pieces nor
 * restarts nor several gateways under one key matter). Safe for any thread.
 */
public final class RecordCipher {

    /** Bytes that a piece is longer than what it encrypts, at most. */
    public static final int MOST_ADDED = 2 + 64 + XaesGcm.NONCE + XaesGcm.TAG;

    /** What is attachment 0 to a record: its message part. */
    public static final int MESSAGE = 0;

    private static final byte VERSION = 1;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final byte[] head;
    private final XaesGcm current;
    private final Map<String, XaesGcm> keys = new HashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * A set of keys.
     *
     * @param currentId the key of new records
     * @param keys by id (letters, digits, {@code . _ -}, at most 64); {@value XaesGcm#KEY} bytes each
     * @throws IllegalArgumentException when an id or key is not so, or the current one is not among them
     */
    public RecordCipher(String currentId, Map<String, byte[]> keys) {
        keys.forEach((id, key) -> {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("key id: '" + id + "' (expected: " + ID.pattern() + ")");
            }
            if (key.length != XaesGcm.KEY) {
                throw new IllegalArgumentException(
                        "key " + id + ": " + key.length + " bytes (expected: " + XaesGcm.KEY + ")");
            }
            this.keys.put(id, new XaesGcm(key));
        });
        XaesGcm found = this.keys.get(currentId);
        if (found == null) {
            throw new IllegalArgumentException("current key: '" + currentId + "' is not among the keys");
        }
        current = found;
        byte[] id = currentId.getBytes(StandardCharsets.US_ASCII);
        head = ByteBuffer.allocate(2 + id.length)
                .put(VERSION)
                .put((byte) id.length)
                .put(id)
                .array();
    }

    /**
     * Encrypts.
     *
     * @param recordId the record's number
     * @param kind what else the piece is bound to: the record's kind, as the home of the log writes it
     * @param part {@link #MESSAGE}, or the number of the attachment
     */
    public byte[] seal(long recordId, int kind, int part, byte[] plain) {
        byte[] nonce = new byte[XaesGcm.NONCE];
        random.nextBytes(nonce);
        byte[] sealed = new byte[head.length + nonce.length + plain.length + XaesGcm.TAG];
        System.arraycopy(head, 0, sealed, 0, head.length);
        System.arraycopy(nonce, 0, sealed, head.length, nonce.length);
        try {
            current.encrypt(nonce, binding(recordId, kind, part), plain, sealed, head.length + nonce.length);
        } catch (GeneralSecurityException e) {
            throw new MessageLogException("Record " + recordId + " could not be encrypted", e);
        }
        return sealed;
    }

    /**
     * Decrypts what {@link #seal} made for the same record and part.
     *
     * @throws MessageLogException when its key is not known, or it is not what was sealed
     */
    public byte[] open(long recordId, int kind, int part, byte[] sealed) {
        String id = keyId(sealed);
        XaesGcm key = keys.get(id);
        if (key == null) {
            throw new MessageLogException(
                    "Record " + recordId + " is encrypted under the key '" + id + "', which is not configured", null);
        }
        int at = 2 + id.length();
        if (sealed.length < at + XaesGcm.NONCE + XaesGcm.TAG) {
            throw new MessageLogException("Record " + recordId + " does not decrypt: it is cut", null);
        }
        byte[] nonce = Arrays.copyOfRange(sealed, at, at + XaesGcm.NONCE);
        try {
            return key.decrypt(nonce, binding(recordId, kind, part), sealed, at + XaesGcm.NONCE);
        } catch (GeneralSecurityException e) {
            throw new MessageLogException(
                    "Record " + recordId + " does not decrypt under the key '" + id + "': it was changed", e);
        }
    }

    /** The id of the key that a piece was encrypted under. */
    public static String keyId(byte[] sealed) {
        if (sealed.length < 2 || sealed[0] != VERSION || sealed[1] < 1 || sealed.length < 2 + sealed[1]) {
            throw new MessageLogException("not an encrypted message", null);
        }
        return new String(sealed, 2, sealed[1], StandardCharsets.US_ASCII);
    }

    private static byte[] binding(long recordId, int kind, int part) {
        return ByteBuffer.allocate(16)
                .putLong(recordId)
                .putInt(kind)
                .putInt(part)
                .array();
    }
}
