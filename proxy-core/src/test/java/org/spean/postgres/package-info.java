/** A real PostgreSQL for tests. */
@NullMarked
package org.spean.postgres;

import org.jspecify.annotations.NullMarked;
