package org.spean.globalconf;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration source that shared parameters of version 3 and later tell of: so sources and their keys can change
 * without a new anchor.
 *
 * @param address host name or IP address
 * @param internal certificates that verify what members of the instance download
 * @param external certificates that verify what federated instances download
 */
public record AnnouncedSource(String address, List<X509Certificate> internal, List<X509Certificate> external) {
    public AnnouncedSource {
        internal = List.copyOf(internal);
        external = List.copyOf(external);
    }

    /**
     * Reads them out of shared parameters; empty in version 2. Blocks.
     *
     * @throws org.spean.config.ConfigurationException in one line: file, element, reason
     */
    public static List<AnnouncedSource> in(Path sharedParams) {
        List<AnnouncedSource> sources = new ArrayList<>();
        ParamsXml.read(sharedParams, true, (xml, name) -> {
            if (name.equals("source")) {
                sources.add(source(xml));
            }
        });
        return sources;
    }

    private static AnnouncedSource source(ParamsXml xml) {
        long mark = xml.mark();
        @Nullable String[] address = {null};
        List<X509Certificate> internal = new ArrayList<>();
        List<X509Certificate> external = new ArrayList<>();
        xml.children(child -> {
            switch (child) {
                case "address" -> address[0] = xml.text();
                case "internalVerificationCert" -> internal.add(xml.certificate());
                case "externalVerificationCert" -> external.add(xml.certificate());
                default -> {}
            }
        });
        return new AnnouncedSource(xml.need(address[0], mark, "address"), internal, external);
    }
}
