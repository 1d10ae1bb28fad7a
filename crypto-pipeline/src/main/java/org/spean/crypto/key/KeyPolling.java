package org.spean.crypto.key;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/**
 * How sources look for changes.
 *
 * @param interval how often
 * @param scheduler where they look and read: one that may block
 * @param trouble is told what cannot be used
 */
public record KeyPolling(Duration interval, Scheduler scheduler, KeyTrouble trouble) {}
