/** How the process writes its log. */
@NullMarked
package org.spean.logging;

import org.jspecify.annotations.NullMarked;
