/**
 * The global configuration: a downloaded tree of shared and private parameters, versions 2 to 6 (PR-GCONF 2.5), read into
 * an immutable value indexed by hash maps. Files are foreign input: no DTD, no entities, bounded depth and size.
 */
@NullMarked
package org.spean.globalconf;

import org.jspecify.annotations.NullMarked;
