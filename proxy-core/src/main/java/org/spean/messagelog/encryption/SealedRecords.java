package org.spean.messagelog.encryption;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.RecordKind;

/**
 * Records whose message and attachments are encrypted, alike in every home, so that one may carry them on to another without
 * a key. Names, digests and signatures stay in clear: they are what records are found and proved by.
 */
public final class SealedRecords {

    private SealedRecords() {}

    /**
     * Encrypts a record that is in clear.
     *
     * @param cipher {@code null}: it stays so
     */
    public static KeptRecord seal(KeptRecord record, @Nullable RecordCipher cipher) {
        if (cipher == null) {
            return record;
        }
        int kind = record.kind() | RecordKind.ENCRYPTED;
        List<byte[]> attachments = new ArrayList<>(record.attachments().size());
        for (byte[] plain : record.attachments()) {
            attachments.add(cipher.seal(record.id(), kind, attachments.size() + 1, plain));
        }
        byte[] message = cipher.seal(record.id(), kind, RecordCipher.MESSAGE, record.message());
        return record.with(message, attachments, RecordCipher.keyId(message));
    }

    /**
     * Decrypts a record, unless it is in clear.
     *
     * @param cipher {@code null} when no key is known
     * @throws MessageLogException when the key is not known, or what is kept was changed
     */
    public static KeptRecord open(KeptRecord record, @Nullable RecordCipher cipher) {
        if (record.key() == null) {
            return record;
        }
        if (cipher == null) {
            throw new MessageLogException(
                    "Record " + record.id() + " is encrypted under the key '" + record.key()
                            + "', and none is configured",
                    null);
        }
        List<byte[]> attachments = new ArrayList<>(record.attachments().size());
        for (byte[] sealed : record.attachments()) {
            attachments.add(cipher.open(record.id(), record.kind(), attachments.size() + 1, sealed));
        }
        return record.with(
                cipher.open(record.id(), record.kind(), RecordCipher.MESSAGE, record.message()), attachments, null);
    }
}
