package org.spean.evidence;

import java.util.Arrays;
import org.spean.config.Secret;

/** The one place where secrets become texts: for libraries that take nothing else. A text cannot be wiped. */
final class SecretText {

    private SecretText() {}

    /** The copy made on the way is wiped. */
    static String of(Secret secret) {
        char[] copy = secret.reveal();
        try {
            return new String(copy);
        } finally {
            Arrays.fill(copy, '\0');
        }
    }
}
