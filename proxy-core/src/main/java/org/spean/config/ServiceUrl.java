package org.spean.config;

import java.net.URI;

/** Where a service may be. */
public final class ServiceUrl {

    private ServiceUrl() {}

    /** Whether it is an http or https URL with a host, a port from 1 to 65535 if any, and no query, fragment and user. */
    public static boolean allowed(URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        return http
                && url.getHost() != null
                && url.getPort() != 0
                && url.getPort() <= 65_535
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
    }
}
