/** Captured messages of real servers against whole gateways, over real TLS sockets: in both roles, intact and altered. */
@NullMarked
package org.spean.wire;

import org.jspecify.annotations.NullMarked;
