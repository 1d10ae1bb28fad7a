/** Who did what with a gateway, for those who have to answer for it; apart from the log. */
@NullMarked
package org.spean.audit;

import org.jspecify.annotations.NullMarked;
