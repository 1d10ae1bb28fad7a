/** Builds the container image, without a container engine. */
@NullMarked
package org.spean.image;

import org.jspecify.annotations.NullMarked;
