/** The homes of the message log, opened as the configuration says. */
@NullMarked
package org.spean.evidence;

import org.jspecify.annotations.NullMarked;
