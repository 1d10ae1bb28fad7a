package org.spean.config;

import java.util.List;

/**
 * The instances whose configuration is downloaded beside our own.
 *
 * @param instances their names, whatever their case; {@value #ALL} alone for every instance that ours is federated with
 */
public record Federation(List<String> instances) {
    private static final String ALL = "all";

    public Federation {
        instances = List.copyOf(instances);
    }

    /** Whether an instance is among them. */
    public boolean allows(String instance) {
        return instances.equals(List.of(ALL)) || instances.stream().anyMatch(instance::equalsIgnoreCase);
    }
}
