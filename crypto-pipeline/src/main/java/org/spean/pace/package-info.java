/** When work that costs the same for one and for many is done, so that it is done for many. */
@NullMarked
package org.spean.pace;

import org.jspecify.annotations.NullMarked;
