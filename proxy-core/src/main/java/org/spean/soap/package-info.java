/**
 * Envelopes of X-Road's message protocol for SOAP (PR-MESS 4.0): read strictly, and given the hash of their request. Nothing
 * here knows where an envelope comes from.
 */
@NullMarked
package org.spean.soap;

import org.jspecify.annotations.NullMarked;
