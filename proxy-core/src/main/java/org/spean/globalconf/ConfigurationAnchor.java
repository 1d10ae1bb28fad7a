package org.spean.globalconf;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;

/**
 * Where an instance's configuration is downloaded from, and with which keys it is verified (PR-GCONF 2.2, annex E).
 *
 * @param instance whose configuration it is
 * @param generatedAt when it was made, for people; absent if it does not say
 * @param sources one or more, all of the same content
 */
public record ConfigurationAnchor(String instance, @Nullable String generatedAt, List<Source> sources) {
    private static final int MAX_BYTES = 4 << 20;

    /**
     * One configuration source.
     *
     * @param url of the signed directory
     * @param certificates any of them may verify it; they are containers of keys, nothing else in them counts
     */
    public record Source(URI url, List<X509Certificate> certificates) {
        public Source {
            certificates = List.copyOf(certificates);
        }
    }

    public ConfigurationAnchor {
        sources = List.copyOf(sources);
    }

    /**
     * Reads an anchor file. Blocks.
     *
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static ConfigurationAnchor read(Path file) {
        Draft draft = new Draft();
        ParamsXml.read(file, "configurationAnchor", MAX_BYTES, false, (xml, name) -> draft.element(xml, name));
        if (draft.instance == null || draft.sources.isEmpty()) {
            throw new ConfigurationException(
                    file, null, "missing element " + (draft.instance == null ? "instanceIdentifier" : "source"));
        }
        return new ConfigurationAnchor(draft.instance, draft.generatedAt, draft.sources);
    }

    /**
     * The anchors that private parameters hold: of federated instances, or of shared parameters kept apart from the
     * private ones. Blocks.
     *
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static List<ConfigurationAnchor> inPrivateParams(Path file) {
        List<ConfigurationAnchor> anchors = new ArrayList<>();
        ParamsXml.read(file, (xml, name) -> {
            if (name.equals("configurationAnchor")) {
                long mark = xml.mark();
                Draft draft = new Draft();
                xml.children(child -> draft.element(xml, child));
                anchors.add(new ConfigurationAnchor(
                        xml.need(draft.instance, mark, "instanceIdentifier"),
                        draft.generatedAt,
                        xml.need(draft.sources.isEmpty() ? null : draft.sources, mark, "source")));
            }
        });
        return anchors;
    }

    /** What was read so far. */
    private static final class Draft {
        private final List<Source> sources = new ArrayList<>();
        private @Nullable String instance;
        private @Nullable String generatedAt;

        void element(ParamsXml xml, String name) {
            switch (name) {
                case "generatedAt" -> generatedAt = xml.text();
                case "instanceIdentifier" -> instance = xml.instance();
                case "source" -> sources.add(source(xml));
                default -> {}
            }
        }

        private static Source source(ParamsXml xml) {
            long mark = xml.mark();
            List<X509Certificate> certificates = new ArrayList<>();
            @Nullable URI[] url = {null};
            xml.children(child -> {
                switch (child) {
                    case "downloadURL" -> url[0] = xml.url();
                    case "verificationCert" -> certificates.add(xml.certificate());
                    default -> {}
                }
            });
            return new Source(
                    xml.need(url[0], mark, "downloadURL"),
                    xml.need(certificates.isEmpty() ? null : certificates, mark, "verificationCert"));
        }
    }
}
