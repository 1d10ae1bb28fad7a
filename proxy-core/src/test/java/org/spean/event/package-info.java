@NullMarked
package org.spean.event;

import org.jspecify.annotations.NullMarked;
