package org.spean.crypto.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.ocsp.OcspRules;

/** The captured sets of real pairs: their certificates, and the trust that their global configuration gives. */
public enum GoldenSet {
    XROAD("golden/pki", "golden/trust", "golden/exchanges"),
    CAMDX("golden-camdx/pki", "golden-camdx/trust", "golden-camdx/exchanges"),
    EC("golden-variants/pki/ec", "golden-variants/trust/ec", "golden-variants/exchanges/ec-rest-get"),
    INTERMEDIATE("golden-variants/pki/ica", "golden-variants/trust/ica", "golden-variants/exchanges/ica-rest-get"),
    MONITORING("golden-variants/pki/mon", "golden-variants/trust/mon", "golden-variants/exchanges/mon");

    private final Path pki;
    private final Path trust;
    private final Path exchanges;

    GoldenSet(String pki, String trust, String exchanges) {
        Path root = Path.of(System.getProperty("spean.golden", "src/test/golden"));
        this.pki = root.resolve(pki);
        this.trust = root.resolve(trust);
        this.exchanges = root.resolve(exchanges);
    }

    /** A file of the folder of keys and certificates. */
    public Path pki(String file) {
        return pki.resolve(file);
    }

    public X509Certificate certificate(String name) throws IOException, CertificateException {
        return Certificates.parse(Files.readAllBytes(pki(name + ".crt.der")));
    }

    /** All certificates of the set but those signed by themselves for other purposes. */
    public List<X509Certificate> certificates() throws IOException, CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : files(pki, ".crt.der")) {
            certificates.add(Certificates.parse(Files.readAllBytes(file)));
        }
        return certificates;
    }

    public X509Certificate withSerial(BigInteger serial) throws IOException, CertificateException {
        X509Certificate top = certificate("ca");
        for (X509Certificate certificate : certificates()) {
            if (certificate.getSerialNumber().equals(serial)
                    && certificate.getIssuerX500Principal().getName().contains("CamDX Test")
                    && (!certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())
                            || certificate.equals(top))) {
                return certificate;
            }
        }
        throw new IllegalStateException(this + ": no certificate with serial number " + serial);
    }

    public List<Path> ocspResponses() throws IOException {
        return files(trust, "-response.der").stream()
                .filter(file -> file.getFileName().toString().startsWith("ocsp"))
                .toList();
    }

    /** The OCSP responses that 5577 answered with: parts of a chunked multipart body. */
    public List<byte[]> port5577() throws IOException {
        List<byte[]> found = new ArrayList<>();
        if (!Files.isDirectory(exchanges)) {
            return found;
        }
        try (Stream<Path> files = Files.walk(exchanges)) {
            for (Path file : files.filter(f -> f.endsWith("ocsp-5577-response.bin"))
                    .sorted()
                    .toList()) {
                found.addAll(parts(Files.readAllBytes(file)));
            }
        }
        return found;
    }

    private static List<byte[]> parts(byte[] http) {
        String message = new String(http, StandardCharsets.ISO_8859_1);
        int head = message.indexOf("\r\n\r\n");
        String boundary = message.substring(message.indexOf("boundary=") + 9)
                .lines()
                .findFirst()
                .orElseThrow();
        StringBuilder body = new StringBuilder();
        for (int at = head + 4; ; ) {
            int end = message.indexOf("\r\n", at);
            int size = Integer.parseInt(message.substring(at, end), 16);
            if (size == 0) {
                break;
            }
            body.append(message, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
        List<byte[]> parts = new ArrayList<>();
        String[] split = body.toString().split("(?:\r\n)?--" + boundary, -1);
        for (String part : split) {
            int start = part.indexOf("\r\n\r\n");
            if (part.contains("application/ocsp-response")) {
                parts.add(part.substring(start + 4).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return parts;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** Trust as the set's shared-params give it. */
    public TrustAnchors anchors() throws IOException, CertificateException {
        boolean intermediate = Files.exists(pki("ica.crt.der"));
        List<CaNode> below = intermediate ? List.of(node("ica", "ocsp-ica")) : List.of();
        return anchors(below);
    }

    TrustAnchors anchors(List<CaNode> intermediates) throws IOException, CertificateException {
        ApprovedCa ca = new ApprovedCa(
                "CamDX Test CA",
                false,
                node("ca", "ocsp"),
                intermediates,
                CertificateProfiles.named(
                        "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider", "CAMBODIA"));
        return TrustAnchors.of(List.of(ca), OcspRules.of(Duration.ofHours(1)), 1);
    }

    CaNode node(String name, @Nullable String responder) throws IOException, CertificateException {
        X509Certificate certificate = responder == null ? null : certificate(responder);
        return new CaNode(
                certificate(name), List.of(new OcspResponder(URI.create("http://127.0.0.9:8888"), certificate)));
    }
}
