package org.spean.exchange;

import java.util.List;
import org.spean.fault.FaultCode;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.Maintenance;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;

/** Finds the security servers of the provider, and that its request can be signed at all. */
final class Route implements Step<ConsumerExchange> {

    @Override
    public String name() {
        return "ROUTE";
    }

    @Override
    public void start(ConsumerExchange exchange) {
        ServiceId service = exchange.request().service();
        GlobalConf globalConf = exchange.view().globalConf();
        String instance = service.provider().member().instance();
        if (!globalConf.instances().contains(instance)) {
            throw exchange.refuse(
                    FaultCode.INTERNAL_ERROR, "Shared params for instance identifier " + instance + " not found");
        }
        if (globalConf.expires(instance).isBefore(exchange.facilities().clock().instant())) {
            throw exchange.refuse(
                    FaultCode.OUTDATED_GLOBAL_CONF, "The global configuration of " + instance + " has expired");
        }
        List<SecurityServer> servers = globalConf.serversOf(service.provider());
        SecurityServerId wanted = exchange.request().targetServer();
        if (wanted != null) {
            servers = narrow(exchange, globalConf, servers, wanted);
        }
        if (servers.isEmpty()) {
            throw exchange.refuse(
                    FaultCode.UNKNOWN_MEMBER,
                    "Could not find addresses for service provider \"" + TypedName.of(service) + "\"");
        }
        List<SecurityServer> open = open(servers);
        if (open.isEmpty()) {
            Maintenance maintenance = Exchange.present(servers.getFirst().maintenance(), "maintenance");
            throw exchange.refuse(
                    FaultCode.MAINTENANCE_MODE,
                    "Security server " + servers.getFirst().id() + " is in maintenance"
                            + (maintenance.message() == null ? "" : ": " + maintenance.message()));
        }
        if (exchange.facilities().identities().signing(exchange.ownSigner()) == null) {
            throw exchange.refuse(
                    FaultCode.CANNOT_CREATE_SIGNATURE, "No usable signing key for member " + exchange.ownSigner());
        }
        exchange.servers(open);
        exchange.advance();
    }

    private static List<SecurityServer> open(List<SecurityServer> servers) {
        for (SecurityServer server : servers) {
            if (server.maintenance() != null) {
                return servers.stream()
                        .filter(each -> each.maintenance() == null)
                        .toList();
            }
        }
        return servers;
    }

    private static List<SecurityServer> narrow(
            ConsumerExchange exchange, GlobalConf globalConf, List<SecurityServer> servers, SecurityServerId wanted) {
        if (globalConf.server(wanted) == null) {
            throw exchange.refuse(
                    FaultCode.INVALID_SECURITY_SERVER,
                    "Could not find security server \"" + TypedName.of(wanted) + "\"");
        }
        List<SecurityServer> narrowed =
                servers.stream().filter(server -> server.id().equals(wanted)).toList();
        if (narrowed.isEmpty() && !servers.isEmpty()) {
            throw exchange.refuse(
                    FaultCode.INVALID_SECURITY_SERVER,
                    "Security server \"" + TypedName.of(wanted) + "\" does not serve the provider");
        }
        return narrowed;
    }
}
