package org.spean.crypto.hashchain;

/** What a hash chain leads from and to: the names in its two documents (PR-SIGDOC). */
public enum HashChainKind {
    /** From a message with its attachments to what is signed. */
    SIGNATURE("hash chain", "/sig-hashchain.xml", "/message.xml"),
    /** From a signature document to what is time-stamped. */
    TIME_STAMP("time-stamp hash chain", "/ts-hashchain.xml", "/META-INF/signatures.xml");

    private static final String ATTACHMENT = "/attachment";
    private static final int MAX_INPUT_DIGITS = 7;

    /** What messages call it. */
    final String title;

    private final String chain;
    private final String input;

    HashChainKind(String title, String chain, String input) {
        this.title = title;
        this.chain = chain;
        this.input = input;
    }

    /** The chain's own name, to which the result refers. */
    public String chain() {
        return chain;
    }

    /** The name of what it starts from; of a message, its first part. */
    public String input() {
        return input;
    }

    /** The number that a name stands for: 0 is the first part, n attachment n; -1 if it is none of these. */
    int numberOf(String uri) {
        if (uri.equals(input)) {
            return 0;
        }
        int digits = uri.length() - ATTACHMENT.length();
        if (this != SIGNATURE || !uri.startsWith(ATTACHMENT) || digits <= 0 || digits > MAX_INPUT_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = ATTACHMENT.length(); i < uri.length(); i++) {
            int digit = uri.charAt(i) - '0';
            if (digit < 0 || digit > 9 || (number == 0 && digit == 0)) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** The inverse of {@link #numberOf}. */
    String nameOf(int number) {
        return number == 0 ? input : ATTACHMENT + number;
    }
}
