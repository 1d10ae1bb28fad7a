/** Turns the configuration of an X-Road security server into ours. Reads only; writes nothing but what it is told to. */
@NullMarked
package org.spean.importer;

import org.jspecify.annotations.NullMarked;
