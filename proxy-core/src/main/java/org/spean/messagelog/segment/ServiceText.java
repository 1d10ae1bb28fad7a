package org.spean.messagelog.segment;

import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/** A service without its provider: encoded service code, then the version where there is one. */
final class ServiceText {

    /** Stands where the provider was: a path of six segments means the same with and without a version. */
    private static final String PROVIDER = "i/c/m/s/";

    private ServiceText() {}

    static String of(ServiceId service) {
        return service.encoded().substring(service.provider().encoded().length() + 1);
    }

    static ServiceId service(ClientId provider, String text) {
        ServiceId service = ServiceId.parse(PROVIDER + text);
        return new ServiceId(provider, service.serviceCode(), service.version());
    }
}
