/** A network that fails: between any two that talk over TCP. */
@NullMarked
package org.spean.testbed.fault;

import org.jspecify.annotations.NullMarked;
