package org.spean.peer;

import java.util.concurrent.ThreadLocalRandom;

/** Where multipart boundaries come from: a new one for each message. Called on any event loop. */
@FunctionalInterface
public interface Boundaries {
    /** Up to 70 letters that do not occur in what they separate. */
    String next();

    /** {@code xtop} and thirty random letters, as X-Road has it. Signatures protect contents, so no secret is needed. */
    static Boundaries random() {
        return () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            char[] boundary = new char[34];
            "xtop".getChars(0, 4, boundary, 0);
            for (int i = 4; i < boundary.length; i++) {
                int letter = random.nextInt(52);
                boundary[i] = (char) (letter < 26 ? 'a' + letter : 'A' + letter - 26);
            }
            return new String(boundary);
        };
    }
}
