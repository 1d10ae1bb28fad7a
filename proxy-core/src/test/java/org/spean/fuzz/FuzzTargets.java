package org.spean.fuzz;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.spean.access.PathFuzz;
import org.spean.backup.RestoreFuzz;
import org.spean.confclient.DirectoryFuzz;
import org.spean.description.OpenApiFuzz;
import org.spean.description.WsdlFuzz;
import org.spean.globalconf.ParamsFuzz;
import org.spean.management.ManagementFuzz;
import org.spean.net.ProxyFuzz;
import org.spean.peer.CompactFuzz;
import org.spean.peer.TransportFuzz;
import org.spean.soap.SoapBodyFuzz;
import org.spean.trust.OcspMultipartFuzz;

/** All targets by their names. */
final class FuzzTargets {

    private static final Map<String, Supplier<FuzzTarget>> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("transport", TransportFuzz::new),
            Map.entry("compact", CompactFuzz::new),
            Map.entry("proxy-protocol", ProxyFuzz::new),
            Map.entry("rest", RestFuzz::new),
            Map.entry("identifiers", IdentifierFuzz::new),
            Map.entry("paths", PathFuzz::new),
            Map.entry("soap", SoapFuzz::new),
            Map.entry("soap-body", SoapBodyFuzz::new),
            Map.entry("fault", FaultFuzz::new),
            Map.entry("hashchain", HashChainFuzz::new),
            Map.entry("signature", SignatureFuzz::new),
            Map.entry("ocsp", OcspFuzz::new),
            Map.entry("ocsp-multipart", OcspMultipartFuzz::new),
            Map.entry("timestamp", TimeStampFuzz::new),
            Map.entry("directory", DirectoryFuzz::new),
            Map.entry("params", ParamsFuzz::new),
            Map.entry("asic", ContainerFuzz::new),
            Map.entry("pkcs12", Pkcs12Fuzz::new),
            Map.entry("keyconf", KeyConfFuzz::new),
            Map.entry("openapi", OpenApiFuzz::new),
            Map.entry("wsdl", WsdlFuzz::new),
            Map.entry("management", ManagementFuzz::new),
            Map.entry("restore", RestoreFuzz::new),
            Map.entry("config", ConfigFuzz::new)));

    private FuzzTargets() {}

    static Iterable<String> names() {
        return ALL.keySet();
    }

    static FuzzTarget named(String name) {
        Supplier<FuzzTarget> target = ALL.get(name);
        if (target == null) {
            throw new IllegalArgumentException("target: " + name + " (expected: one of " + ALL.keySet() + ")");
        }
        return target.get();
    }
}
