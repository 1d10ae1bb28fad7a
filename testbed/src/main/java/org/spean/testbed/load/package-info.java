/** A load driver cheap enough to share a machine with what it measures. */
@NullMarked
package org.spean.testbed.load;

import org.jspecify.annotations.NullMarked;
