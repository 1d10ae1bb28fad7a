/** The port of our information systems: HTTP and HTTPS in, exchanges out. */
@NullMarked
package org.spean.client;

import org.jspecify.annotations.NullMarked;
