/**
 * The rights of clients on services and endpoints. A decision yields a {@link org.spean.access.Permit} that only this
 * package can make and that opens a service for the one request it was given for.
 */
@NullMarked
package org.spean.access;

import org.jspecify.annotations.NullMarked;
