/** Captured exchanges of real pairs of servers as test data, read by code that shares nothing with the code under test. */
@NullMarked
package org.spean.golden;

import org.jspecify.annotations.NullMarked;
