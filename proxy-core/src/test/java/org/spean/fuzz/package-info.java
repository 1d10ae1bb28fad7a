/**
 * Every parser of foreign input, given anything: under JUnit the captured inputs, alterations of them and what earlier runs
 * found; by {@code .ci/fuzz} whatever Jazzer comes upon.
 */
@NullMarked
package org.spean.fuzz;

import org.jspecify.annotations.NullMarked;
