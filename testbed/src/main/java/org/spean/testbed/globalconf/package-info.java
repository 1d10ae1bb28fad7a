/** Writes the downloaded form of a global configuration (PR-GCONF), versions 2 to 6, as a tree of files. */
@NullMarked
package org.spean.testbed.globalconf;

import org.jspecify.annotations.NullMarked;
