package org.spean.fuzz;

import java.util.stream.Stream;

/** A parser of foreign input. One thread at a time. */
public interface FuzzTarget {

    /** Inputs to begin with: captured ones, good and bad. */
    Stream<byte[]> seeds();

    /**
     * Parses the input. The parser's declared refusals are caught here; whatever else it throws is a finding, as is an
     * {@link AssertionError} where two readers differ.
     */
    void run(byte[] input) throws Exception;
}
