/** Spans of exchanges by OpenTelemetry. Not loaded by a gateway that does not trace. */
@NullMarked
package org.spean.tracing;

import org.jspecify.annotations.NullMarked;
