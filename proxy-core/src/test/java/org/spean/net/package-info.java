/** Tests over real sockets on loopback. */
@NullMarked
package org.spean.net;

import org.jspecify.annotations.NullMarked;
