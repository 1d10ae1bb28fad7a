/**
 * Verification of evidence for people: what files hold, who signed what and when, by a global configuration that was kept.
 * Works offline and blocks.
 */
@NullMarked
package org.spean.verify;

import org.jspecify.annotations.NullMarked;
