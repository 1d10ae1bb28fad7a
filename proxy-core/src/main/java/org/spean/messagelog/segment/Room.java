package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Makes room in a file that is written to later, so that its size does not change then. */
@FunctionalInterface
interface Room {

    /** Fills with zeros and synchronises. */
    Room ZEROS = Zeros::fill;

    /**
     * Makes room, durably.
     *
     * @throws IOException when there is none
     */
    void make(FileChannel channel, long from, long to) throws IOException;
}
