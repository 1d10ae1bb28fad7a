package org.spean.globalconf;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends when a parser reads too much in all, or for a single token. An XML parser holds a tag with its attributes, a text or
 * a comment whole in memory and offers no bound; but it cannot hold what it is not given.
 */
final class TokenLimit extends FilterInputStream {
    private final int perToken;
    private long token;
    private long left;

    /** @param perToken in bytes; what the parser reads ahead counts as well */
    TokenLimit(InputStream in, int perToken, long inAll) {
        super(in);
        this.perToken = perToken;
        this.left = inAll;
    }

    /** The parser has come to the end of a token. */
    void begin() {
        token = 0;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            count(1);
        }
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read > 0) {
            count(read);
        }
        return read;
    }

    private void count(int read) throws IOException {
        token += read;
        left -= read;
        if (token > perToken) {
            throw new IOException("a tag, text or comment of more than " + perToken + " bytes");
        }
        if (left < 0) {
            throw new IOException("too large");
        }
    }
}
