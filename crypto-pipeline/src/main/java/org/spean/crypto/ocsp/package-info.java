/**
 * OCSP (RFC 6960) as values: the request for one certificate, the response with what it says, and the rules by which it
 * is fresh. Who may sign a response is known to the trust anchors, which give the verdict.
 */
@NullMarked
package org.spean.crypto.ocsp;

import org.jspecify.annotations.NullMarked;
