/**
 * What operators and their tools see of a running gateway over HTTP: probes, metrics, status. One {@link
 * org.spean.admin.AdminResource} a path.
 */
@NullMarked
package org.spean.admin;

import org.jspecify.annotations.NullMarked;
