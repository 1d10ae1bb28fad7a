/** What a security server asks of the central server: to be registered, and to be changed (PR-MSERV). */
@NullMarked
package org.spean.management;

import org.jspecify.annotations.NullMarked;
