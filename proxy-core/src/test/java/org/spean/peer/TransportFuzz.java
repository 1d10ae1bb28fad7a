package org.spean.peer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.spean.fuzz.FuzzTarget;
import org.spean.golden.Capture;

/** Whole messages between two servers, head and multipart: however they are cut, the same comes of them, and no buffer is left. */
public final class TransportFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        return Capture.allWithSoap()
                .filter(capture -> capture.bytes().length < 32_000)
                .map(Capture::bytes)
                .limit(60);
    }

    @Override
    public void run(byte[] input) {
        Outcome request = outcome(Wire.readingRequests(PartLimits.DEFAULT), input, new int[0]);
        Outcome response = outcome(Wire.readingResponses(PartLimits.DEFAULT), input, new int[0]);
        if (input.length > 2) {
            int middle = 1 + Math.floorMod(Arrays.hashCode(input), input.length - 1);
            same(request, outcome(Wire.readingRequests(PartLimits.DEFAULT), input, new int[] {middle}));
            same(response, outcome(Wire.readingResponses(PartLimits.DEFAULT), input, new int[] {middle}));
        }
    }

    private static void same(Outcome whole, Outcome cut) {
        if (!whole.equals(cut)) {
            throw new AssertionError("whole: " + whole + "\ncut: " + cut);
        }
    }

    private record Outcome(List<String> events) {}

    private static Outcome outcome(Wire wire, byte[] input, int[] cuts) {
        try (wire) {
            return new Outcome(wire.read(input, cuts, true));
        }
    }
}
