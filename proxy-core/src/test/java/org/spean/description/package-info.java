@NullMarked
package org.spean.description;

import org.jspecify.annotations.NullMarked;
