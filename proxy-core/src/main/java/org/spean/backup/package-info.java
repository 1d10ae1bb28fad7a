/** A gateway's configuration as one file, to be put back elsewhere. */
@NullMarked
package org.spean.backup;

import org.jspecify.annotations.NullMarked;
