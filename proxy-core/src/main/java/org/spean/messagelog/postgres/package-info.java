/**
 * The message log in PostgreSQL, for several gateways of one member at a time. {@link
 * org.spean.messagelog.postgres.PostgresStore} is the home; the tables are in the migrations beside this package's resources.
 */
@NullMarked
package org.spean.messagelog.postgres;

import org.jspecify.annotations.NullMarked;
