/** The message log alone: how much it takes, and what a large one costs. */
@NullMarked
package org.spean.benchmarks.messagelog;

import org.jspecify.annotations.NullMarked;
