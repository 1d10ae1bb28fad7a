/** Measures the transport codec. */
@NullMarked
package org.spean.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
