@NullMarked
package org.spean.client;

import org.jspecify.annotations.NullMarked;
