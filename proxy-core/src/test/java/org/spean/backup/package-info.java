@NullMarked
package org.spean.backup;

import org.jspecify.annotations.NullMarked;
