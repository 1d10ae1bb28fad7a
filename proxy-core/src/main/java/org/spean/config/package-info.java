/**
 * The configuration of one gateway: a YAML file read into immutable records. Unknown keys, wrong types, missing files and
 * unresolvable secrets are refused with one line that names file, key and reason. {@link org.spean.config.Settings}
 * defines every key with its unit, range, default and meaning.
 */
@NullMarked
package org.spean.config;

import org.jspecify.annotations.NullMarked;
