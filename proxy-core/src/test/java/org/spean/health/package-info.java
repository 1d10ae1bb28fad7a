@NullMarked
package org.spean.health;

import org.jspecify.annotations.NullMarked;
