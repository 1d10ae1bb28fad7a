/** Bounds and circuit breakers before what exchanges lead to: services, and other members' security servers. */
@NullMarked
package org.spean.gate;

import org.jspecify.annotations.NullMarked;
