/** Information systems of the testbed: a ministry's population register, and a plain small answer for load. */
@NullMarked
package org.spean.testbed.service;

import org.jspecify.annotations.NullMarked;
