/**
 * Time-stamps of RFC 3161 as values: the request and what it covers, the answer, the token and its verification against
 * the authorities that the global configuration approves. No connection is made here.
 */
@NullMarked
package org.spean.crypto.timestamp;

import org.jspecify.annotations.NullMarked;
