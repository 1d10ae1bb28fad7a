/** Attackers: crowds of connections that break the rules of a port, and the honest client whose latency they must not spoil. */
@NullMarked
package org.spean.testbed.hostile;

import org.jspecify.annotations.NullMarked;
