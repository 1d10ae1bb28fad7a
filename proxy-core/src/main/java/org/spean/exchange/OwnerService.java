package org.spean.exchange;

import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;
import org.spean.message.RequestHead;
import org.spean.message.SoapRequest;
import org.spean.view.View;

/**
 * What services have in common that belong to the owner of this security server: central monitoring. They are SOAP, their
 * provider is the owner without a subsystem, and a request that names a security server must name this one.
 *
 * @param server this security server
 */
public record OwnerService(SecurityServerId server) {

    /** Whether a request asks for such a service by this code. */
    public boolean asked(RequestHead request, String serviceCode) {
        ServiceId service = request.service();
        return service.serviceCode().equals(serviceCode)
                && request instanceof SoapRequest
                && service.provider().subsystem() == null
                && service.provider().member().equals(server.owner())
                && (request.targetServer() == null || server.equals(request.targetServer()));
    }

    /** Whether its client is the owner itself, or the monitoring client of the global configuration. */
    public boolean seesAll(View view, RequestHead request) {
        return isOwner(request) || request.client().equals(view.globalConf().monitoringClient());
    }

    /** Whether its client is the owner itself. */
    public boolean isOwner(RequestHead request) {
        return request.client().subsystem() == null && request.client().member().equals(server.owner());
    }
}
