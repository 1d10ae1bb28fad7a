/** Placeholder. */
@org.jspecify.annotations.NullMarked
package org.spean.fault;
