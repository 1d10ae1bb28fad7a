/** Measures the multipart parser. */
@NullMarked
package org.spean.benchmarks.multipart;

import org.jspecify.annotations.NullMarked;
