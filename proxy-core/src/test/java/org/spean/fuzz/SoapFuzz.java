package org.spean.fuzz;

import java.util.Arrays;
import java.util.stream.Stream;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.golden.Capture;
import org.spean.message.SoapMessage;
import org.spean.soap.SoapReader;

/** SOAP envelopes. */
final class SoapFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        return Stream.concat(
                Capture.allWithSoap()
                        .filter(capture -> capture.isSigned() && !capture.rest())
                        .map(Capture::message),
                Golden.files("/client-request.http", "/client-response.raw.bin"));
    }

    @Override
    public void run(byte[] input) {
        try {
            SoapMessage message = SoapReader.read(input, Origin.CLIENT);
            if (message != null && !Arrays.equals(message.octets(), input)) {
                throw new AssertionError("other bytes than came");
            }
        } catch (FaultException e) {
            if (e.fault().message().isEmpty()) {
                throw new AssertionError("a refusal without its reason", e);
            }
        }
    }
}
