/** Tests against time-stamping authorities on loopback, over message logs on disk. */
@NullMarked
package org.spean.timestamp;

import org.jspecify.annotations.NullMarked;
