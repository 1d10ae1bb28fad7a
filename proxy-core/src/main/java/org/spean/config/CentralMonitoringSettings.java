package org.spean.config;

import static org.spean.config.Setting.Kind.COUNT;
import static org.spean.config.Setting.Kind.DURATION;
import static org.spean.config.Setting.Kind.FLAG;
import static org.spean.config.Setting.Kind.MAP;
import static org.spean.config.Setting.Kind.PATH;
import static org.spean.config.Setting.optional;
import static org.spean.config.Setting.preset;

import java.util.ArrayList;
import java.util.List;

/** What {@link Settings} says of central monitoring, and the reader of it. */
final class CentralMonitoringSettings {
    static final List<Setting> ALL = new ArrayList<>();

    static final Setting OPERATIONAL = add(
            optional(
                    "operationalMonitoring",
                    MAP,
                    "records of exchanges, for members and central monitoring (getSecurityServerOperationalData, getSecurityServerHealthData)"));
    private static final Setting ENABLED =
            add(preset("operationalMonitoring.enabled", FLAG, "true", "whether exchanges are recorded for it"));
    private static final Setting FILE = add(preset(
            "operationalMonitoring.file",
            PATH,
            "operational-monitoring.db",
            "database of the records, made if absent; each gateway has one of its own"));
    private static final Setting BUFFER = add(preset(
            "operationalMonitoring.buffer",
            COUNT,
            "20000",
            "1",
            "1000000",
            "records that may wait in memory; with more, the newest are lost and counted"));
    private static final Setting RETENTION = add(preset(
            "operationalMonitoring.retention",
            DURATION,
            "7d",
            "1m",
            "3650d",
            "how long records are kept; CamDX: 365d"));
    private static final Setting MAX_RECORDS = add(preset(
            "operationalMonitoring.maxRecords",
            COUNT,
            "10000",
            "1",
            "1000000",
            "records in one answer; more wait for the next question; CamDX: 30000"));
    private static final Setting OFFSET = add(preset(
            "operationalMonitoring.offset", DURATION, "60s", "0s", "1h", "records younger than this are not told yet"));
    private static final Setting HEALTH_PERIOD = add(preset(
            "operationalMonitoring.healthPeriod",
            DURATION,
            "600s",
            "10s",
            "1d",
            "over which statistics of services go"));

    static final Setting ENVIRONMENTAL = add(optional(
            "environmentalMonitoring", MAP, "the machine, as central monitoring sees it (getSecurityServerMetrics)"));
    private static final Setting ENVIRONMENTAL_ENABLED =
            add(preset("environmentalMonitoring.enabled", FLAG, "true", "whether such questions are answered"));
    private static final Setting LIMIT_REMOTE_DATA = add(preset(
            "environmentalMonitoring.limitRemoteData",
            FLAG,
            "false",
            "true: only the owner sees more than the version, the certificates and the operating system"));

    private CentralMonitoringSettings() {}

    private static Setting add(Setting setting) {
        ALL.add(setting);
        return setting;
    }

    static OperationalMonitoringConfig operational(Section s) {
        return new OperationalMonitoringConfig(
                s.flag(ENABLED),
                s.path(FILE),
                s.count(BUFFER),
                s.duration(RETENTION),
                s.count(MAX_RECORDS),
                s.duration(OFFSET),
                s.duration(HEALTH_PERIOD));
    }

    static EnvironmentalMonitoringConfig environmental(Section s) {
        return new EnvironmentalMonitoringConfig(s.flag(ENVIRONMENTAL_ENABLED), s.flag(LIMIT_REMOTE_DATA));
    }
}
