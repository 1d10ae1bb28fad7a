/** The homes of the message log as a configuration opens them. */
@NullMarked
package org.spean.evidence;

import org.jspecify.annotations.NullMarked;
