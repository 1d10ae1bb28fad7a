/** The demonstration: an ecosystem, two gateway processes, a few exchanges, and an account of what happened. */
@NullMarked
package org.spean.testbed.demo;

import org.jspecify.annotations.NullMarked;
