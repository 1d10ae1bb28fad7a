/** Calls to our services, over HTTP or HTTPS. */
@NullMarked
package org.spean.service;

import org.jspecify.annotations.NullMarked;
