/** Tests over database files, and against captured figures. */
@NullMarked
package org.spean.opmonitor;

import org.jspecify.annotations.NullMarked;
