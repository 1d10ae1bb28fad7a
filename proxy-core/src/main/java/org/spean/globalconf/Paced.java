package org.spean.globalconf;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Rests before each read three times as long as the reader has worked since the last one, so that a new configuration, for
 * which nobody waits, takes a quarter of a processor from the exchanges that run meanwhile. Blocks; not for an event loop.
 */
final class Paced extends FilterInputStream {
    private static final int REST = 3;
    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(20);

    private long began = System.nanoTime();

    Paced(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        rest();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        rest();
        return super.read(into, offset, length);
    }

    private void rest() {
        LockSupport.parkNanos(Math.min(REST * (System.nanoTime() - began), LONGEST_REST));
        began = System.nanoTime();
    }
}
