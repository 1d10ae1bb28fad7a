/**
 * X.509 certificates as X-Road uses them: reading them from foreign bytes, their hashes and key usages, and the profiles
 * that tell which member a signing certificate names. Whether a certificate is trusted is another package's question.
 */
@NullMarked
package org.spean.crypto.certificate;

import org.jspecify.annotations.NullMarked;
