/**
 * Status and identity: OCSP responses of our own certificates and of peers' kept fresh, the port on which peers ask for
 * ours, and the keys this gateway may use now.
 */
@NullMarked
package org.spean.trust;

import org.jspecify.annotations.NullMarked;
