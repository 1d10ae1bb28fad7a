package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import org.spean.crypto.digest.DigestAlgorithm;

/** The two lists of entries that ASiC-E asks for, as X-Road writes them. Nothing signs them; they prove nothing. */
final class Manifests {
    /** In the order in which X-Road lists them, which is nobody's. */
    private static final List<String> DOCUMENTS = List.of(
            EntryName.CHAIN, EntryName.MESSAGE, EntryName.STAMP_RESULT, EntryName.RESULT, EntryName.STAMP_CHAIN);

    private static final DigestAlgorithm DIGEST = DigestAlgorithm.SHA_512;

    private Manifests() {}

    /**
     * {@code META-INF/manifest.xml}.
     *
     * @param chained whether message and attachments have a hash chain
     * @param batch whether the time-stamp has one
     */
    static byte[] manifest(boolean chained, boolean batch, int attachments) {
        StringBuilder out = new StringBuilder(1024);
        out.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
                """);
        entry(out, ContainerWriter.MEDIA_TYPE, "/");
        for (String document : DOCUMENTS) {
            boolean present = switch (document) {
                case EntryName.MESSAGE -> true;
                case EntryName.RESULT, EntryName.CHAIN -> chained;
                default -> batch;
            };
            if (present) {
                entry(out, "text/xml", document);
            }
        }
        for (int number = 1; number <= attachments; number++) {
            entry(out, "application/octet-stream", EntryName.attachment(number));
        }
        return out.append("</manifest:manifest>\n").toString().getBytes(UTF_8);
    }

    private static void entry(StringBuilder out, String type, String path) {
        out.append("    <manifest:file-entry manifest:media-type=\"")
                .append(type)
                .append("\" manifest:full-path=\"")
                .append(path)
                .append("\"/>\n");
    }

    /** {@code META-INF/ASiCManifest.xml}: what the token beside it covers. */
    static byte[] stampManifest(byte[] result) {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <asic:ASiCManifest xmlns:asic="http://uri.etsi.org/2918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
                <asic:SigReference URI="META-INF/timestamp.tst" MimeType="vnd.etsi.timestamp-token"/>
                <asic:DataObjectReference URI="ts-hashchainresult.xml" MimeType="text/xml">
                <ds:DigestMethod Algorithm="%s" />
                <ds:DigestValue>%s</ds:DigestValue>
                </asic:DataObjectReference>
                </asic:ASiCManifest>""".formatted(DIGEST.uri(), Base64.getEncoder().encodeToString(DIGEST.digest(result)))
                .getBytes(UTF_8);
    }
}
