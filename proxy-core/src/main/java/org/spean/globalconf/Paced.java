package org.spean.globalconf;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.spean.pace.Unhurried;

/** Rests before each read, so that exchanges do not feel that a new configuration is read. Blocks; not for an event loop. */
final class Paced extends FilterInputStream {
    private static final Duration LONGEST_REST = Duration.ofMillis(20);

    private final Unhurried work = new Unhurried(LONGEST_REST);

    Paced(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        work.rest();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        work.rest();
        return super.read(into, offset, length);
    }
}
