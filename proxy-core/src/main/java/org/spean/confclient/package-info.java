/**
 * The configuration client: downloads the global configuration from the sources of an anchor, verifies it and keeps it
 * as a tree that {@link org.spean.globalconf.GlobalConfTree} reads (PR-GCONF). What cannot be proved changes nothing.
 */
@NullMarked
package org.spean.confclient;

import org.jspecify.annotations.NullMarked;
