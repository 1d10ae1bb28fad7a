package org.spean.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.Stream;
import org.spean.fault.FaultException;
import org.spean.golden.Capture;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;

/** The parts of REST messages. What was accepted gives back the bytes it came from. */
final class RestFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        return Capture.signed().map(Capture::message);
    }

    @Override
    public void run(byte[] input) {
        try {
            RestRequest request = RestRequest.parse(input);
            if (!Arrays.equals(request.octets(), input)
                    || request.client().encoded().isEmpty()) {
                throw new AssertionError("other bytes than came");
            }
            if (request.servicePath().chars().anyMatch(c -> c < ' ')
                    || request.verb().chars().anyMatch(c -> c <= ' ')) {
                throw new AssertionError("a line that breaks: " + new String(input, UTF_8));
            }
        } catch (FaultException e) {
            requireMessage(e);
        }
        try {
            RestResponse response = RestResponse.parse(input);
            if (response.status() < 100 || response.status() > 999) {
                throw new AssertionError("status " + response.status());
            }
        } catch (FaultException e) {
            requireMessage(e);
        }
    }

    private static void requireMessage(FaultException e) {
        if (e.fault().message().isEmpty()) {
            throw new AssertionError("a refusal without its reason", e);
        }
    }
}
