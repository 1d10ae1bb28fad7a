/**
 * The transport protocol between security servers (PR-MESSTRANSP) on port 5500: bytes to message events and back, and the
 * connections that carry them.
 */
@NullMarked
package org.spean.peer;

import org.jspecify.annotations.NullMarked;
