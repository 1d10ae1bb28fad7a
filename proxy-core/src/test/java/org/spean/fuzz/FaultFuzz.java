package org.spean.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;
import org.spean.fault.RelayedFault;
import org.spean.fault.SoapFaultReader;

/** SOAP faults of peers and services: what is no fault is none, whatever it is. */
final class FaultFuzz implements FuzzTarget {

    private static final String FAULT = """
            <?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope\
             xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>\
            <faultcode>Server.ServerProxy.AccessDenied</faultcode><faultstring>not &lt;allowed&gt;</faultstring>\
            <faultactor></faultactor><detail><faultDetail xmlns="">8b3e7f20</faultDetail></detail>\
            </SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>""";

    @Override
    public Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(FAULT.getBytes(UTF_8)),
                Golden.files("/client-response.raw.bin").limit(20));
    }

    @Override
    public void run(byte[] input) {
        RelayedFault fault = SoapFaultReader.read(input);
        if (fault != null && fault.message().length() > input.length) {
            throw new AssertionError("more than there was: " + fault);
        }
        SoapFaultReader.readOfService(input, "text/xml");
    }
}
