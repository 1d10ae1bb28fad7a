/**
 * Descriptions of services: fetched, read, compared with what was applied before, and applied. For commands only: a running
 * gateway reads what was applied and never comes here.
 */
@NullMarked
package org.spean.description;

import org.jspecify.annotations.NullMarked;
