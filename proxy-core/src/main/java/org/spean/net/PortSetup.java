package org.spean.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.config.Limits;
import org.spean.fault.FaultStyle;

/**
 * How connections of one port are set up under a configuration. A connection opened under another one is closed after its
 * next answer, so that a change reaches clients that never hang up.
 *
 * @param address of the port, as configured
 * @param loops where its connections live
 * @param tls {@code null}: none
 * @param proxyProtocol whether a proxy before us says whom it speaks for
 * @param idle until a connection without a request is closed
 * @param firstByte until a request begins
 * @param betweenBytes until the next bytes of a request
 * @param limits of what is read
 * @param faultStyle spelling of faults
 */
public record PortSetup(
        InetSocketAddress address,
        EventLoops loops,
        @Nullable PortTls tls,
        boolean proxyProtocol,
        Duration idle,
        Duration firstByte,
        Duration betweenBytes,
        Limits limits,
        FaultStyle faultStyle) {

    /**
     * As the configuration wants it.
     *
     * @param proxyProtocol of this port
     */
    public static PortSetup of(
            GatewayConfig config,
            InetSocketAddress address,
            boolean proxyProtocol,
            EventLoops loops,
            @Nullable PortTls tls) {
        return new PortSetup(
                address,
                loops,
                tls,
                proxyProtocol,
                config.timeouts().idle(),
                config.timeouts().firstByte(),
                config.timeouts().betweenBytes(),
                config.limits(),
                config.faultStyle());
    }

    /** The clock of a connection. */
    public ChannelTimeouts timeouts() {
        return new ChannelTimeouts(idle, firstByte, betweenBytes);
    }
}
