/** Tests of {@code globalconf}. */
@NullMarked
package org.spean.globalconf;

import org.jspecify.annotations.NullMarked;
