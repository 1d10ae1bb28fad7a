/** Tests over message logs and archive files on disk. */
@NullMarked
package org.spean.archive;

import org.jspecify.annotations.NullMarked;
