/** The trust services of the testbed: a certification authority with intermediates, and its OCSP responder. */
@NullMarked
package org.spean.testbed.authority;

import org.jspecify.annotations.NullMarked;
