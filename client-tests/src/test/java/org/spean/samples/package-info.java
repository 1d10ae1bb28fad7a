/** Samples of configuration for other programs, judged by what these programs say of themselves. */
@org.jspecify.annotations.NullMarked
package org.spean.samples;
