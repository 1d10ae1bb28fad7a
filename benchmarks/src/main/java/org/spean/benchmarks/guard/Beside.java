package org.spean.benchmarks.guard;

import java.io.Closeable;
import java.io.IOException;

/** A step of an exchange and a raw primitive, both ready to be measured in turn. */
interface Beside extends Closeable {

    /** Nanoseconds of one primitive, the mean of so many nanoseconds of work. */
    double raw(long nanos) throws Exception;

    /** Nanoseconds of one step, likewise. */
    double step(long nanos) throws Exception;

    /** How long a slice of each is, in nanoseconds: short, so that some are free of what else the machine does. */
    default long slice() {
        return 3_000_000;
    }

    @Override
    default void close() throws IOException {}

    /** The same with each step done twice: what the guard must catch. */
    static Beside slowed(Beside plain) {
        return new Beside() {
            @Override
            public double raw(long nanos) throws Exception {
                return plain.raw(nanos);
            }

            @Override
            public double step(long nanos) throws Exception {
                return plain.step(nanos) + plain.step(nanos);
            }

            @Override
            public long slice() {
                return plain.slice();
            }

            @Override
            public void close() throws IOException {
                plain.close();
            }
        };
    }
}
