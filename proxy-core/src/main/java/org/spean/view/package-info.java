/**
 * What an exchange sees of the configurations: one immutable pair of both, taken once and kept to its end, while reloads
 * replace it for those that come after.
 */
@NullMarked
package org.spean.view;

import org.jspecify.annotations.NullMarked;
