/** Encryption of what the message log keeps, at rest. */
@NullMarked
package org.spean.messagelog.encryption;

import org.jspecify.annotations.NullMarked;
