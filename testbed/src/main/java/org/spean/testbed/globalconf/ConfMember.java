package org.spean.testbed.globalconf;

import java.util.List;

/** A member as the global configuration lists it, with the codes of its subsystems. */
public record ConfMember(String memberClass, String memberCode, String name, List<String> subsystems) {}
