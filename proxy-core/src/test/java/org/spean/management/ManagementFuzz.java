package org.spean.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.stream.Stream;
import org.spean.fuzz.FuzzTarget;
import org.spean.identifier.ClientId;

/** What a central server answers, honest or not: an id, or a refusal that is one line for the operator. */
public final class ManagementFuzz implements FuzzTarget {

    private static final String ENVELOPE = """
            <?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"\
             xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:i="http://x-road.eu/xsd/identifiers"><s:Header>\
            <x:client i:objectType="SUBSYSTEM"><i:xRoadInstance>CAMBODIA</i:xRoadInstance>\
            <i:memberClass>GOV</i:memberClass><i:memberCode>CAMDX-000121</i:memberCode>\
            <i:subsystemCode>IDENTITY</i:subsystemCode></x:client>\
            <x:service i:objectType="SERVICE"><i:xRoadInstance>CAMBODIA</i:xRoadInstance>\
            <i:memberClass>GOV</i:memberClass><i:memberCode>CAMDX-000001</i:memberCode>\
            <i:subsystemCode>MANAGEMENT</i:subsystemCode><i:serviceCode>clientReg</i:serviceCode></x:service>\
            <x:userId>u</x:userId><x:id>1</x:id><x:protocolVersion>4.0</x:protocolVersion></s:Header><s:Body>BODY</s:Body>\
            </s:Envelope>""";

    private final ManagementRequest request =
            new ManagementRequest.ClientRegistration(ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY"), "Identity");

    @Override
    public Stream<byte[]> seeds() {
        return Stream.of(
                        "<x:clientRegResponse><x:server/><x:requestId>4711</x:requestId></x:clientRegResponse>",
                        "<x:clientRegResponse/>",
                        "<x:clientDeletionResponse><x:requestId>4711</x:requestId></x:clientDeletionResponse>",
                        "<s:Fault><faultcode>Server.Refused</faultcode><faultstring>not registered</faultstring>"
                                + "<detail><faultDetail>8b3e7f20</faultDetail></detail></s:Fault>")
                .map(body -> ENVELOPE.replace("BODY", body).getBytes(UTF_8));
    }

    @Override
    public void run(byte[] input) {
        for (int status : new int[] {200, 500}) {
            try {
                String id = ManagementAnswer.requestId(request, status, input);
                if (id.isEmpty() || id.length() > input.length || id.chars().anyMatch(Character::isISOControl)) {
                    throw new AssertionError("id: " + id);
                }
            } catch (ManagementException refused) {
                String message = Objects.requireNonNull(refused.getMessage());
                if (message.chars().anyMatch(Character::isISOControl)) {
                    throw new AssertionError("more than a line: " + message, refused);
                }
            }
        }
    }
}
