/** Whether this gateway can do its work now, and why not. */
@NullMarked
package org.spean.health;

import org.jspecify.annotations.NullMarked;
