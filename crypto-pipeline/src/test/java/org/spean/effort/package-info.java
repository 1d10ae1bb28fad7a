/** What a piece of work costs, wherever in the process it is done. */
@NullMarked
package org.spean.effort;

import org.jspecify.annotations.NullMarked;
