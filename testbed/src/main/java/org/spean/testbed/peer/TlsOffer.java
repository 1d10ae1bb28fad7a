package org.spean.testbed.peer;

import java.util.List;

/** What a scripted peer offers and accepts in a handshake; empty lists mean the JDK's defaults. */
public record TlsOffer(List<String> protocols, List<String> cipherSuites) {
    /** What an unmodified X-Road 7.6 or later does: TLS 1.2 and three CBC suites. */
    public static final TlsOffer STOCK = new TlsOffer(
            List.of("TLSv1.2"),
            List.of(
                    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"));

    /** The JDK's defaults, TLS 1.3 among them. */
    public static final TlsOffer MODERN = new TlsOffer(List.of(), List.of());

    String[] protocols(String[] defaults) {
        return protocols.isEmpty() ? defaults : protocols.toArray(new String[0]);
    }

    String[] cipherSuites(String[] defaults) {
        return cipherSuites.isEmpty() ? defaults : cipherSuites.toArray(new String[0]);
    }
}
