@NullMarked
package org.spean.management;

import org.jspecify.annotations.NullMarked;
