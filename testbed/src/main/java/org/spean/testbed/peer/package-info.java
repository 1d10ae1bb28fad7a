/**
 * Scripted security servers: speak TLS as an unmodified X-Road server does, with the JDK's engine, and send given bytes.
 * They know nothing of messages and signatures; captured ones are replayed as they are.
 */
@NullMarked
package org.spean.testbed.peer;

import org.jspecify.annotations.NullMarked;
