/** Operational monitoring (PR-OPMON): what was exchanged, for the members and for central monitoring. */
@NullMarked
package org.spean.opmonitor;

import org.jspecify.annotations.NullMarked;
