/**
 * Keys in PKCS#11 tokens (OASIS PKCS#11 2.40), which they never leave. Modules are called by the JDK's foreign function
 * interface: the JDK's own provider shows no private key without a certificate beside it in the token, never finalises a
 * module, so that one that has lost its token stays lost, and gives no hold on sessions.
 */
@NullMarked
package org.spean.crypto.key.pkcs11;

import org.jspecify.annotations.NullMarked;
