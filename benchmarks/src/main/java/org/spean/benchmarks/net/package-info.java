/** TLS: which binding of it is the fastest. */
@NullMarked
package org.spean.benchmarks.net;

import org.jspecify.annotations.NullMarked;
