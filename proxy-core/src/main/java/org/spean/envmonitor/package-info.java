/** Environmental monitoring (PR-ENVMONMES): what machine a gateway runs on, for central monitoring. */
@NullMarked
package org.spean.envmonitor;

import org.jspecify.annotations.NullMarked;
