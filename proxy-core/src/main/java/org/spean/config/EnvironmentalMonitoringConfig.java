package org.spean.config;

/**
 * What central monitoring may see of the machine.
 *
 * @param enabled whether it is answered at all
 * @param limitRemoteData whether only the owner sees more than the version, the certificates and the operating system
 */
public record EnvironmentalMonitoringConfig(boolean enabled, boolean limitRemoteData) {}
