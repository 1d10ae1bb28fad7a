/**
 * Messages as the gateway sees them, whatever face they came by: typed events, REST heads and what of them is signed,
 * matched and logged.
 */
@NullMarked
package org.spean.message;

import org.jspecify.annotations.NullMarked;
