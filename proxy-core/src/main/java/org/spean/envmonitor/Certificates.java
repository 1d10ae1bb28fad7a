package org.spean.envmonitor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Certificates as metrics. */
final class Certificates {
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    private Certificates() {}

    /** One set for each certificate; one that is there twice is told of once. */
    static List<Metric> metrics(List<MonitoredCertificate> certificates) {
        Map<String, Metric> sets = new LinkedHashMap<>();
        for (MonitoredCertificate each : certificates) {
            String fingerprint = fingerprint(each);
            sets.putIfAbsent(fingerprint, new Metric.Set("certificate-" + fingerprint, metrics(each, fingerprint)));
        }
        return List.copyOf(sets.values());
    }

    private static List<Metric> metrics(MonitoredCertificate of, String fingerprint) {
        return List.of(
                new Metric.Text("sha1Hash", fingerprint), // so named though X-Road 7 gives SHA-256 there
                new Metric.Text("notBefore", second(of.certificate().getNotBefore())),
                new Metric.Text("notAfter", second(of.certificate().getNotAfter())),
                new Metric.Text("certificateType", of.type().name()),
                new Metric.Text("active", Boolean.toString(of.active())));
    }

    private static String second(Date date) {
        return date.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String fingerprint(MonitoredCertificate of) {
        try {
            return HEX.formatHex(
                    MessageDigest.getInstance("SHA-256").digest(of.certificate().getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e); // every JDK has it, and the certificate was read from its encoding
        }
    }
}
