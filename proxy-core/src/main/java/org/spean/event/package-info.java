/** What a gateway refused or lost of all it relies on: counted, remembered, logged. */
@NullMarked
package org.spean.event;

import org.jspecify.annotations.NullMarked;
