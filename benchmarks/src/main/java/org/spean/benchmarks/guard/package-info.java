/** Holds the cost of each hot step against a raw primitive measured beside it, so that a step that got slower fails the build. */
@NullMarked
package org.spean.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
