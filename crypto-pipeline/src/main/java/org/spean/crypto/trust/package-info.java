/**
 * Whom to believe: the certification authorities that the global configuration approves, and from them chains,
 * responders, verdicts on OCSP responses and the members that signing certificates name. The JVM's trust store has no say.
 */
@NullMarked
package org.spean.crypto.trust;

import org.jspecify.annotations.NullMarked;
