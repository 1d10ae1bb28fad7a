/** A scripted security server: speaks TLS as an unmodified X-Road server does and replays given bytes. */
@NullMarked
package org.spean.testbed.peer;

import org.jspecify.annotations.NullMarked;
