package org.spean.client;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Objects;
import org.spean.exchange.Facilities;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.message.SoapRequest;
import org.spean.soap.SoapReader;
import org.spean.soap.WsdlQuestion;

/**
 * {@code GET /wsdl}: the WSDL of a service, as X-Road's servers gave it until 2020 (PR-META before 2.11), now by an exchange
 * {@code getWsdl} in the name of the configured client, whose connection rules hold. Without one it is refused with the code
 * of today's servers.
 */
final class WsdlResource implements ClientResource {

    private static final String PATH = "/wsdl";
    private static final String TEXT = "text/xml; charset=UTF-8";

    @Override
    public boolean matches(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && (request.uri().equals(PATH) || request.uri().startsWith(PATH + "?"));
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        Facilities facilities = connection.facilities();
        connection.form(new WsdlAnswer(
                request, new SoapAnswer(request, facilities.view().config().faultStyle())));
        ClientId client = facilities.view().config().wsdlClient();
        if (client == null) {
            throw FaultException.of(
                    FaultCode.INVALID_HTTP_METHOD,
                    Origin.CLIENT,
                    "Must use POST request method instead of GET: a WSDL is retrieved by the SOAP service getWsdl of its"
                            + " provider");
        }
        return WsdlConversation.begin(question(client, service(request.uri()), facilities), connection);
    }

    private static ServiceId service(String uri) {
        try {
            QueryParameters query = QueryParameters.of(uri);
            return new ServiceId(
                    ClientId.of(
                            query.required("xRoadInstance"),
                            query.required("memberClass"),
                            query.required("memberCode"),
                            query.get("subsystemCode")),
                    query.required("serviceCode"),
                    query.get("version"));
        } catch (IllegalArgumentException e) {
            throw FaultException.of(FaultCode.INVALID_REQUEST, Origin.CLIENT, String.valueOf(e.getMessage()));
        }
    }

    private static SoapRequest question(ClientId client, ServiceId service, Facilities facilities) {
        String id = facilities.requestIds().get();
        byte[] envelope = WsdlQuestion.envelope(
                client, service, facilities.view().globalConf().instance() + "-" + id);
        return new SoapRequest(
                Objects.requireNonNull(SoapReader.read(envelope, Origin.CLIENT)),
                id,
                new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, TEXT),
                TEXT,
                "\"\"");
    }
}
