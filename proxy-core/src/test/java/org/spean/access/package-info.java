/** Tests of {@code access}. */
@NullMarked
package org.spean.access;

import org.jspecify.annotations.NullMarked;
