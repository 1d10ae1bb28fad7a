package org.spean.messagelog;

import java.time.Duration;

/**
 * The bounds of a message log.
 *
 * @param places records reserved or waiting at a time; what is beyond is refused at admission
 * @param queuedBytes bytes of waiting records beyond which nothing more is admitted
 * @param batchRecords records in one transaction
 * @param batchBytes bytes of messages and bodies in one transaction; a larger record has one of its own
 * @param commitTimeout how long a record may wait to become durable
 * @param retryInterval between attempts while the store fails
 */
public record LogSettings(
        int places,
        long queuedBytes,
        int batchRecords,
        long batchBytes,
        Duration commitTimeout,
        Duration retryInterval) {

    /** For so many exchanges at a time, each with two records. */
    public static LogSettings forExchanges(int exchanges, Duration commitTimeout) {
        return new LogSettings(2 * exchanges, 64L << 20, 512, 4L << 20, commitTimeout, Duration.ofMillis(200));
    }
}
