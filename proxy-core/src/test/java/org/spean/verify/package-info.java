/** Tests of the verification of evidence. */
@NullMarked
package org.spean.verify;

import org.jspecify.annotations.NullMarked;
