package org.spean.testbed;

/**
 * TCP ports of one security server. {@code peer} and {@code ocsp} are where it listens, {@code peersPeer} and
 * {@code peersOcsp} where it expects the others to listen, which differ only when all share one address.
 */
public record ServerPorts(int clientHttp, int clientHttps, int peer, int ocsp, int peersPeer, int peersOcsp) {
    /** X-Road's ports: 8080, 8443, 5500 and 5577. */
    public static final ServerPorts STANDARD = of(8080, 8443, 5500, 5577);

    /** All servers of the ecosystem listen on the same ports, on different addresses. */
    public static ServerPorts of(int clientHttp, int clientHttps, int peer, int ocsp) {
        return new ServerPorts(clientHttp, clientHttps, peer, ocsp, peer, ocsp);
    }
}
