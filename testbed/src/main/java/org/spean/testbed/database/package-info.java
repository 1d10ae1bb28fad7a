/** A PostgreSQL server of one's own, for tests and measurements. */
@NullMarked
package org.spean.testbed.database;

import org.jspecify.annotations.NullMarked;
