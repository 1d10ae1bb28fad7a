/**
 * Keys that sign and keys that verify: signing keys and the identities built on them, their sources, and the choice of
 * the fastest cryptographic provider at hand. Providers are used as objects and never registered with the JVM.
 */
@NullMarked
package org.spean.crypto.key;

import org.jspecify.annotations.NullMarked;
