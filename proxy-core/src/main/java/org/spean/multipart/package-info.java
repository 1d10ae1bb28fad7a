/** MIME multiparts as X-Road writes them, read as they arrive and written as one goes (RFC 2046, 5.1). */
@NullMarked
package org.spean.multipart;

import org.jspecify.annotations.NullMarked;
