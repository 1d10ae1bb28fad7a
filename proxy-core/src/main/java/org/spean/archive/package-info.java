/**
 * Takes time-stamped evidence out of the message log: into files as X-Road's archiver makes them, and away when it has been
 * kept long enough. What a file looks like is in {@code org.spean.crypto.asic}; here is when it is made, and how nothing is
 * lost or archived twice whatever happens meanwhile.
 */
@NullMarked
package org.spean.archive;

import org.jspecify.annotations.NullMarked;
