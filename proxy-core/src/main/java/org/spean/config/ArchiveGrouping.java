package org.spean.config;

/** Which records share a chain of archive files. */
public enum ArchiveGrouping {
    NONE,
    /** Those of a member of ours. */
    MEMBER,
    /** Those of a subsystem of ours. */
    SUBSYSTEM
}
