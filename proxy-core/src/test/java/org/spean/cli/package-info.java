/** Tests of the command line. */
@NullMarked
package org.spean.cli;

import org.jspecify.annotations.NullMarked;
