/** Simulates a pair of gateways in virtual time, to see what each way of forming batches costs and delays at any load. */
@NullMarked
package org.spean.benchmarks.pace;

import org.jspecify.annotations.NullMarked;
