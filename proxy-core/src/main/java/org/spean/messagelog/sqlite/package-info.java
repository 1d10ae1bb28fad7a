/** The embedded store of the message log: one SQLite file, write-ahead log, full synchronisation. */
@NullMarked
package org.spean.messagelog.sqlite;

import org.jspecify.annotations.NullMarked;
