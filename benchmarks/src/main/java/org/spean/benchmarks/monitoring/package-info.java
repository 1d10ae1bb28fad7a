/** What it costs to count and time an exchange. */
@NullMarked
package org.spean.benchmarks.monitoring;

import org.jspecify.annotations.NullMarked;
