/** Fails tests that leak what is counted by references: buffers, TLS contexts and engines, timers. */
@NullMarked
package org.spean.leaks;

import org.jspecify.annotations.NullMarked;
