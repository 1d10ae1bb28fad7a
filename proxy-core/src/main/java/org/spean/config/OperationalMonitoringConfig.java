package org.spean.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Records of exchanges for members and central monitoring.
 *
 * @param enabled whether there are any
 * @param file absolute path of the database
 * @param buffer records that may wait in memory
 * @param retention how long records are kept
 * @param maxRecords in one answer
 * @param offset records younger than this are not told yet
 * @param healthPeriod over which services are judged
 */
public record OperationalMonitoringConfig(
        boolean enabled,
        Path file,
        int buffer,
        Duration retention,
        int maxRecords,
        Duration offset,
        Duration healthPeriod) {}
