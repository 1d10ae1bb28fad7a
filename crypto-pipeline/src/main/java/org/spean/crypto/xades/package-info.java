/**
 * XAdES signatures in the profile of X-Road: written from precomputed canonical parts, read by a strict streaming
 * reader for exactly the form that servers write, or by a slow reader for everything else that is still acceptable.
 */
@NullMarked
package org.spean.crypto.xades;

import org.jspecify.annotations.NullMarked;
