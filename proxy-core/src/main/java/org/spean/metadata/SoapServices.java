package org.spean.metadata;

import java.util.function.Predicate;
import org.spean.access.AccessDecision;
import org.spean.access.AccessRights;
import org.spean.config.ServiceConfig;
import org.spean.fault.XmlText;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;
import org.spean.view.View;

/** The SOAP services of a provider as the body of an answer (PR-META, annex B). */
final class SoapServices {
    private SoapServices() {}

    /** All of them. */
    static String list(View view, ClientId provider, String element) {
        return xml(view, provider, element, service -> true);
    }

    /** Those a client may call; a service that is switched off stays one of them. */
    static String allowed(View view, ClientId provider, ClientId client, String element) {
        return xml(view, provider, element, service -> switch (AccessRights.decide(
                view, client, service.id(), "POST", "")) {
            case AccessDecision.Allowed allowed -> true;
            case AccessDecision.Disabled disabled -> true;
            default -> false;
        });
    }

    private static String xml(View view, ClientId provider, String element, Predicate<ServiceConfig> shown) {
        StringBuilder out = new StringBuilder(1024);
        SoapMetadata.open(out, element);
        for (ServiceConfig service : view.config().services().values()) {
            if (service.protocol() == ServiceProtocol.SOAP
                    && service.id().provider().equals(provider)
                    && shown.test(service)) {
                write(out, service.id());
            }
        }
        return SoapMetadata.close(out, element);
    }

    private static void write(StringBuilder out, ServiceId id) {
        out.append("<xro:service iden:objectType=\"SERVICE\">");
        code(out, "xRoadInstance", id.provider().member().instance());
        code(out, "memberClass", id.provider().member().memberClass());
        code(out, "memberCode", id.provider().member().memberCode());
        if (id.provider().subsystem() != null) {
            code(out, "subsystemCode", id.provider().subsystem());
        }
        code(out, "serviceCode", id.serviceCode());
        if (id.version() != null) {
            code(out, "serviceVersion", id.version());
        }
        out.append("</xro:service>");
    }

    private static void code(StringBuilder out, String name, String value) {
        out.append("<iden:").append(name).append('>');
        XmlText.append(out, value);
        out.append("</iden:").append(name).append('>');
    }
}
