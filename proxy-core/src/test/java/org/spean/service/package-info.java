/** Tests of calls to services. */
@NullMarked
package org.spean.service;

import org.jspecify.annotations.NullMarked;
