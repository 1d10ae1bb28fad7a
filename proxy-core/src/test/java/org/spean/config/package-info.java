/** Tests of the configuration file. */
@NullMarked
package org.spean.config;

import org.jspecify.annotations.NullMarked;
