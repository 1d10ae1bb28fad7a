/**
 * Identifiers of the ecosystem's members, their subsystems, services and security servers, as values that obey the rules for
 * identifier segments from the moment they exist.
 */
@NullMarked
package org.spean.identifier;

import org.jspecify.annotations.NullMarked;
