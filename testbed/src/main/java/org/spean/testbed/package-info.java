/**
 * An X-Road ecosystem for the demonstration, the tests and load: trust services, global configuration, information
 * systems. {@link org.spean.testbed.Ecosystem} builds one in a folder; gateways are started elsewhere, as processes or
 * inside a test.
 */
@NullMarked
package org.spean.testbed;

import org.jspecify.annotations.NullMarked;
