@NullMarked
package org.spean.confclient;

import org.jspecify.annotations.NullMarked;
