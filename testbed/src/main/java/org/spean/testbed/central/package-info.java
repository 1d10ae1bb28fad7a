/** The central server of an ecosystem, as far as security servers ask it for something. */
@NullMarked
package org.spean.testbed.central;

import org.jspecify.annotations.NullMarked;
