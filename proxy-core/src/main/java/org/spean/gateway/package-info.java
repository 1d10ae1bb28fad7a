/** The gateway as a whole: everything is made, wired and ended in one class. */
@NullMarked
package org.spean.gateway;

import org.jspecify.annotations.NullMarked;
