/** When work is done: when enough waits that costs the same for one and for many, or at the time it is planned for. */
@NullMarked
package org.spean.pace;

import org.jspecify.annotations.NullMarked;
