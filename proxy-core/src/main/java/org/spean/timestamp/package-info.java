/**
 * Time-stamping of the evidence: which authorities are asked, when, for what, and what follows when none of them answers.
 * What goes into a time-stamp and how it is verified is in {@code org.spean.crypto.timestamp}.
 */
@NullMarked
package org.spean.timestamp;

import org.jspecify.annotations.NullMarked;
