/** Loading and looking up a country's worth of global configuration. */
@NullMarked
package org.spean.benchmarks.globalconf;

import org.jspecify.annotations.NullMarked;
