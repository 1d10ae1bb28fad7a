/** Tests of the import from X-Road. */
@NullMarked
package org.spean.importer;

import org.jspecify.annotations.NullMarked;
