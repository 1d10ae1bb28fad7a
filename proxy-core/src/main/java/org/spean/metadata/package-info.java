/** What a gateway tells others of the services behind it, as services of its own (PR-META, PR-MREST). */
@NullMarked
package org.spean.metadata;

import org.jspecify.annotations.NullMarked;
