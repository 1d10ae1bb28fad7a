package org.spean.exchange;

/**
 * Where faces get what an exchange that begins now will use, from its first step to its last: to be asked when it begins, not
 * before.
 */
@FunctionalInterface
public interface Reception {

    /** What belongs to the configuration of now: one volatile read. */
    Facilities current();
}
