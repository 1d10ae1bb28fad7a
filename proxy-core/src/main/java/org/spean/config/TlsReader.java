package org.spean.config;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Reads {@link TlsConfig}: what no engine of ours can do is refused by name. */
final class TlsReader {
    private static final String TLS_1_3 = "TLSv1.3";
    static final List<String> PROTOCOLS = List.of("TLSv1.2", TLS_1_3);

    /** The suites of TLS 1.3 have no key exchange in their names. */
    private static final String OLDER = "_WITH_";

    private TlsReader() {}

    /** Asked for only where suites are named: the JDK's TLS takes a while to load. */
    private static final class Known {
        static final List<String> SUITES = ofJdk();

        private static List<String> ofJdk() {
            try {
                return Arrays.stream(SSLContext.getDefault()
                                .getSupportedSSLParameters()
                                .getCipherSuites())
                        .filter(suite ->
                                !suite.contains("_NULL_") && !suite.contains("_anon_") && !suite.endsWith("_SCSV"))
                        .toList();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("a JDK without TLS", e);
            }
        }
    }

    /** What the JDK can do, which BoringSSL's suites are among; without those that encrypt or authenticate nothing. */
    static List<String> suites() {
        return Known.SUITES;
    }

    static TlsConfig read(Section s, Setting protocols, Setting suites) {
        List<String> versions = s.texts(protocols);
        if (versions.isEmpty()) {
            throw s.error(protocols, "empty (expected: TLSv1.2, TLSv1.3)");
        }
        for (String version : versions) {
            if (!PROTOCOLS.contains(version)) {
                throw s.error(protocols, "'" + version + "' (expected: TLSv1.2, TLSv1.3)");
            }
        }
        List<String> named = s.texts(suites);
        for (String suite : named) {
            if (!suites().contains(suite)) {
                throw s.error(suites, "unknown suite '" + suite + "'" + Nearest.hint(suite, suites()));
            }
            if (!fits(versions, suite)) {
                throw s.error(suites, "'" + suite + "' is of no version in " + protocols.key() + " " + versions);
            }
        }
        return new TlsConfig(versions, named);
    }

    static boolean fits(List<String> versions, String suite) {
        return versions.stream().anyMatch(version -> version.equals(TLS_1_3) != suite.contains(OLDER));
    }
}
