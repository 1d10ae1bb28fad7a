/** What it costs to verify a message. */
@NullMarked
package org.spean.benchmarks.verification;

import org.jspecify.annotations.NullMarked;
