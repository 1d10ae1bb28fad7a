/** Tests of what watches exchanges. */
@NullMarked
package org.spean.monitoring;

import org.jspecify.annotations.NullMarked;
