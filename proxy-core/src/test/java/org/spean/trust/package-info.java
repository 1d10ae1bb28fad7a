/** Tests against responders and peers on loopback, with a clock that is set. */
@NullMarked
package org.spean.trust;

import org.jspecify.annotations.NullMarked;
