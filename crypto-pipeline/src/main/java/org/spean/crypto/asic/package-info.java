/**
 * Evidence as files (ASiC-E, PR-SIGDOC): containers of one message with what proves it, archives of containers linked to
 * each other, their encryption, and the verification of all of these. Blocks; makes no connection.
 */
@NullMarked
package org.spean.crypto.asic;

import org.jspecify.annotations.NullMarked;
