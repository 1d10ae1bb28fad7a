/** Whose the files are that we write. */
@NullMarked
package org.spean.file;

import org.jspecify.annotations.NullMarked;
