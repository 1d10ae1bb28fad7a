/** Tests of {@code view}. */
@NullMarked
package org.spean.view;

import org.jspecify.annotations.NullMarked;
