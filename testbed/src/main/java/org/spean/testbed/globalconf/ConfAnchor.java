package org.spean.testbed.globalconf;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** A configuration anchor (PR-GCONF 2.2). */
public record ConfAnchor(String instance, List<Source> sources) {

    /** One source with the certificates that verify it. */
    public record Source(URI url, List<X509Certificate> certificates) {}

    /** Writes it as a file. */
    public Path write(Path file) throws IOException {
        XmlText xml = new XmlText("configurationAnchor");
        write(xml);
        return Files.writeString(file, xml.end(), StandardCharsets.UTF_8);
    }

    void write(XmlText xml) {
        xml.element("generatedAt", "2026-01-01T00:00:00.000Z").element("instanceIdentifier", instance);
        for (Source source : sources) {
            xml.open("source").element("downloadURL", source.url().toString());
            source.certificates().forEach(c -> xml.element("verificationCert", XmlText.base64(c)));
            xml.close("source");
        }
    }
}
