/**
 * Decides whether a received message was signed by the member it names, completely and with a certificate that is good
 * now; remembers signatures that many messages of one batch share.
 */
@NullMarked
package org.spean.crypto.verification;

import org.jspecify.annotations.NullMarked;
