package org.spean.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes a fault as the SOAP 1.1 envelope that servers tell each other and SOAP clients (PR-MESSTRANSP, 3.1). */
public final class SoapFaultRenderer {
    /** Content type of a whole response that is a fault. */
    public static final String CONTENT_TYPE = "text/xml;charset=utf-8";

    private static final String START = """
            <?xml version="1.0" encoding="UTF-8"?>\
            <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">\
            <SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>""";

    private SoapFaultRenderer() {}

    /** The envelope in UTF-8; a service's own fault as it came. */
    public static byte[] render(Fault fault, FaultStyle style) {
        if (fault instanceof ServiceSoapFault service) {
            return service.envelope();
        }
        StringBuilder out = new StringBuilder(512).append(START);
        XmlText.append(out, fault.code(style));
        out.append("</faultcode><faultstring>");
        XmlText.append(out, fault.message());
        out.append("</faultstring><faultactor></faultactor><detail><faultDetail xmlns=\"\">");
        XmlText.append(out, fault.detail());
        out.append("</faultDetail></detail></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>");
        return out.toString().getBytes(UTF_8);
    }
}
