package org.spean.confclient;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spean.globalconf.AnnouncedSource;
import org.spean.globalconf.ConfigurationAnchor;

/**
 * One place a directory is had from.
 *
 * @param certificates any of them may have signed it
 */
record Origin(URI url, Set<X509Certificate> certificates) {
    private static final String INTERNAL = "internalconf";
    private static final String EXTERNAL = "externalconf";

    /**
     * The sources of an anchor, and those that shared parameters announce for the same kind of directory. An announced
     * one is reached in the way the anchor's are: scheme, port and path.
     */
    static List<Origin> of(ConfigurationAnchor anchor, List<AnnouncedSource> announced) {
        Map<URI, Set<X509Certificate>> all = new LinkedHashMap<>();
        for (ConfigurationAnchor.Source source : anchor.sources()) {
            all.computeIfAbsent(source.url(), u -> new LinkedHashSet<>()).addAll(source.certificates());
        }
        for (ConfigurationAnchor.Source source : anchor.sources()) {
            String path = String.valueOf(source.url().getPath());
            boolean external = path.endsWith("/" + EXTERNAL);
            if (!external && !path.endsWith("/" + INTERNAL)) {
                continue; // behind a configuration proxy, of which shared parameters know nothing
            }
            for (AnnouncedSource other : announced) {
                List<X509Certificate> certificates = external ? other.external() : other.internal();
                if (!certificates.isEmpty()) {
                    at(source.url(), other.address())
                            .forEach(url -> all.computeIfAbsent(url, u -> new LinkedHashSet<>())
                                    .addAll(certificates));
                }
            }
        }
        List<Origin> origins = new ArrayList<>();
        all.forEach((url, certificates) -> origins.add(new Origin(url, Set.copyOf(certificates))));
        return origins;
    }

    private static List<URI> at(URI like, String address) {
        try {
            return List.of(new URI(
                    like.getScheme(),
                    null,
                    address.indexOf(':') >= 0 && !address.startsWith("[") ? "[" + address + "]" : address,
                    like.getPort(),
                    like.getPath(),
                    like.getQuery(),
                    null));
        } catch (URISyntaxException e) {
            return List.of(); // no host name: the other sources remain
        }
    }

    /** The URL that asks for a version. */
    URI version(int version) {
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + "version=" + version);
    }
}
