/** Readers of XML that strangers wrote. */
@NullMarked
package org.spean.xml;

import org.jspecify.annotations.NullMarked;
