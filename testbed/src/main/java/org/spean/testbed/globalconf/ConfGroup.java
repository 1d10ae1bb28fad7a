package org.spean.testbed.globalconf;

import java.util.List;

/** A global group; members are {@code class/member} or {@code class/member/subsystem}. */
public record ConfGroup(String code, String description, List<String> members) {}
